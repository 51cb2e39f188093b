/* What a reader makes of every errno that io_uring may answer: rings in memory, and io_uring_enter wrapped (--wrap). */
#include "burst_uring.h"
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + (BURST_CAPACITY + 1) * 65664)
#define LAST_ERRNO 133
#define COMPLETIONS 128
#define FRAME 70

long __wrap_syscall(long number, ...);

/* Rings of one reader, the frames that wait, and what happens once they are read: a read fails, or the call does. */
static struct kernel {
	uint32_t sq_head, sq_tail, sq_array, cq_head, cq_tail;
	struct io_uring_sqe sqe;
	struct io_uring_cqe cqes[COMPLETIONS];
	struct io_uring_buf buffers[BURST_CAPACITY];
	uint16_t place;
	uint32_t waiting;
	int read_error;
	int call_error;
	bool running;
	uint32_t requests;
} kernel;

static void complete(int result, uint32_t flags)
{
	kernel.cqes[kernel.cq_tail++ % COMPLETIONS] = (struct io_uring_cqe){ .res = result, .flags = flags };
}

long __wrap_syscall(long number, ...)
{
	(void)number;
	if (kernel.call_error) {
		errno = kernel.call_error;
		return -1;
	}
	kernel.requests += kernel.sq_tail - kernel.sq_head;
	kernel.running |= kernel.sq_tail != kernel.sq_head;
	kernel.sq_head = kernel.sq_tail;
	for (; kernel.running && kernel.waiting > 0; kernel.waiting--)
		complete(FRAME, (uint32_t)kernel.place++ << IORING_CQE_BUFFER_SHIFT | IORING_CQE_F_BUFFER |
					IORING_CQE_F_MORE);
	if (kernel.running && kernel.read_error) {
		complete(-kernel.read_error, 0);
		kernel.running = false;
	}
	kernel.read_error = 0;
	return 0;
}

static struct burst_uring open_reader(void)
{
	memset(&kernel, 0, sizeof(kernel));
	return (struct burst_uring){
		.uring = { .sq_head = &kernel.sq_head, .sq_tail = &kernel.sq_tail, .sq_array = &kernel.sq_array,
			   .sqe = &kernel.sqe, .cq_head = &kernel.cq_head, .cq_tail = &kernel.cq_tail,
			   .cq_mask = COMPLETIONS - 1, .cqes = kernel.cqes },
		.buffers = { .ring = (struct io_uring_buf_ring *)kernel.buffers, .count = BURST_CAPACITY },
	};
}

static struct burst_received receive(struct burst_uring *r, uint8_t *slab)
{
	struct burst_area area = { slab, DATA, SIZE, 0 };

	return burst_uring_receive(r, &area, BURST_CAPACITY);
}

static int told_of_read(int error)
{
	return error == EINVAL || error == EFAULT || error == EINTR || error == EAGAIN || error == ENOBUFS ? 0 : error;
}

static int told_of_call(int error)
{
	return error == EINTR || error == EAGAIN || error == EBUSY ? 0 : error;
}

static void a_read_that_fails(uint8_t *slab, int error)
{
	struct burst_uring r = open_reader();
	struct burst_received received;

	kernel.waiting = 2;
	kernel.read_error = error;
	received = receive(&r, slab);
	check(received.frames == 2, "what came before it is there");
	check(received.lost == (error == EINVAL || error == EFAULT), "one frame is lost, or none");
	check(received.error == told_of_read(error), "what is the queue's own is told");
	kernel.waiting = 3;
	received = receive(&r, slab);
	check(received.frames == 3 && received.lost == 0 && received.error == 0, "the next call reads on");
	check(kernel.requests == 2, "by another request");
}

static void a_call_that_fails(uint8_t *slab, int error)
{
	struct burst_uring r = open_reader();
	struct burst_received received;

	kernel.waiting = 2;
	kernel.call_error = error;
	received = receive(&r, slab);
	check(received.frames == 0 && received.lost == 0, "no frame was touched");
	check(received.error == told_of_call(error), "it is told unless it is over in a moment");
	kernel.call_error = 0;
	check(receive(&r, slab).frames == 2, "the next call reads");
	check(kernel.requests == 1, "by one request");
}

static void a_buffer_that_is_not_on_offer(uint8_t *slab)
{
	struct burst_uring r = open_reader();
	struct burst_received received;

	kernel.place = BURST_CAPACITY;
	kernel.waiting = 1;
	received = receive(&r, slab);
	check(received.frames == 0 && received.error == EIO, "is no frame");
}

int main(void)
{
	uint8_t *slab = aligned_alloc(BURST_LINE, SIZE);

	for (int error = 1; error <= LAST_ERRNO; error++) {
		a_read_that_fails(slab, error);
		a_call_that_fails(slab, error);
	}
	a_buffer_that_is_not_on_offer(slab);
	free(slab);
	return conclude("burst_uring_errno_test");
}
