/*
 * The little of io_uring that reading frames needs (linux/io_uring.h), by its bare system calls: one request at a time
 * is submitted, and the kernel works on requests only inside uring_enter, so that nothing here races with it.
 *
 * One thread uses a ring: the one that opened it. What fails returns a negative errno.
 */
#ifndef TAPLANE_URING_H
#define TAPLANE_URING_H

#include <errno.h>
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* IORING_OP_READ_MULTISHOT of Linux 6.7; the headers of Debian 12 are older. */
#define URING_READ_MULTISHOT 49

struct uring {
	int fd;
	const uint32_t *sq_head;
	uint32_t *sq_tail;
	uint32_t *sq_array;
	struct io_uring_sqe *sqe;
	uint32_t *cq_head;
	uint32_t *cq_tail;
	uint32_t cq_mask;
	struct io_uring_cqe *cqes;
	void *rings;
	size_t rings_size;
};

/* Where a read of many completions puts what it reads: a ring of buffers that the kernel takes from its head. */
struct uring_buffers {
	struct io_uring_buf_ring *ring;
	uint16_t count;
	uint16_t group;
};

static inline int uring_result(long result)
{
	return result < 0 ? -errno : (int)result;
}

static inline int uring_map(void **map, size_t size, int fd, off_t offset)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED | MAP_POPULATE;

	*map = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, offset);
	return *map == MAP_FAILED ? -errno : 0;
}

/* Both rings are in one mapping since Linux 5.4. */
static inline int uring_map_rings(struct uring *u, const struct io_uring_params *p)
{
	size_t sq_size = p->sq_off.array + p->sq_entries * sizeof(uint32_t);
	size_t cq_size = p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
	void *sqe;
	int error;

	u->rings_size = sq_size > cq_size ? sq_size : cq_size;
	error = uring_map(&u->rings, u->rings_size, u->fd, IORING_OFF_SQ_RING);
	if (error)
		return error;
	error = uring_map(&sqe, sizeof(*u->sqe), u->fd, IORING_OFF_SQES);
	if (error) {
		munmap(u->rings, u->rings_size);
		return error;
	}
	u->sqe = sqe;
	u->sq_head = (uint32_t *)((uint8_t *)u->rings + p->sq_off.head);
	u->sq_tail = (uint32_t *)((uint8_t *)u->rings + p->sq_off.tail);
	u->sq_array = (uint32_t *)((uint8_t *)u->rings + p->sq_off.array);
	u->cq_head = (uint32_t *)((uint8_t *)u->rings + p->cq_off.head);
	u->cq_tail = (uint32_t *)((uint8_t *)u->rings + p->cq_off.tail);
	u->cq_mask = p->cq_entries - 1;
	u->cqes = (struct io_uring_cqe *)((uint8_t *)u->rings + p->cq_off.cqes);
	return 0;
}

/* A descriptor of a ring with room for `completions`, or a negative errno; DEFER_TASKRUN is of Linux 6.1. */
static inline int uring_set_up(struct io_uring_params *p, uint32_t completions)
{
	*p = (struct io_uring_params){
		.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
		.cq_entries = completions,
	};
	return uring_result(syscall(SYS_io_uring_setup, 1, p));
}

static inline int uring_open(struct uring *u, uint32_t completions)
{
	struct io_uring_params p;
	int error;

	u->fd = uring_set_up(&p, completions);
	if (u->fd < 0)
		return u->fd;
	error = uring_map_rings(u, &p);
	if (error)
		close(u->fd);
	return error;
}

static inline void uring_close(struct uring *u)
{
	munmap(u->sqe, sizeof(*u->sqe));
	munmap(u->rings, u->rings_size);
	close(u->fd);
}

/* `count` is a power of two: the most buffers that are on offer at a time. */
static inline int uring_add_buffers(const struct uring *u, struct uring_buffers *b, uint16_t group, uint16_t count)
{
	struct io_uring_buf_reg request = { .ring_entries = count, .bgid = group };
	void *ring;
	int error = uring_map(&ring, count * sizeof(struct io_uring_buf), -1, 0);

	if (error)
		return error;
	*b = (struct uring_buffers){ ring, count, group };
	request.ring_addr = (uint64_t)(uintptr_t)ring;
	error = uring_result(syscall(SYS_io_uring_register, u->fd, IORING_REGISTER_PBUF_RING, &request, 1));
	if (error)
		munmap(ring, count * sizeof(struct io_uring_buf));
	return error;
}

/* After the ring that they were added to has been closed, or before they were used. */
static inline void uring_free_buffers(struct uring_buffers *b)
{
	munmap(b->ring, b->count * sizeof(struct io_uring_buf));
}

/* Says what the kernel finds at `place` of the ring of buffers, once uring_offer has come so far. */
static inline void uring_describe(struct uring_buffers *b, uint16_t place, uint8_t *bytes, uint32_t size)
{
	struct io_uring_buf *entry = &b->ring->bufs[place & (b->count - 1)];

	entry->addr = (uint64_t)(uintptr_t)bytes;
	entry->len = size;
	entry->bid = place;
}

/* Lets the kernel take the buffers before place `end`. */
static inline void uring_offer(struct uring_buffers *b, uint16_t end)
{
	__atomic_store_n(&b->ring->tail, end, __ATOMIC_RELEASE);
}

/* In place of what was queued before and not submitted. */
static inline void uring_queue(struct uring *u, struct io_uring_sqe request)
{
	*u->sqe = request;
	*u->sq_array = 0;
	__atomic_store_n(u->sq_tail, __atomic_load_n(u->sq_head, __ATOMIC_ACQUIRE) + 1, __ATOMIC_RELEASE);
}

/* Asks once for every packet that comes: each is a completion of its own, in order, until one without CQE_F_MORE. */
static inline void uring_queue_reads(struct uring *u, int fd, uint16_t group)
{
	uring_queue(u, (struct io_uring_sqe){
			       .opcode = URING_READ_MULTISHOT,
			       .flags = IOSQE_BUFFER_SELECT,
			       .fd = fd,
			       .off = UINT64_MAX,
			       .buf_group = group,
			       .user_data = group,
		       });
}

/* Ends the reads into `group`: two completions come, the last of the reads and that of this request. */
static inline void uring_queue_cancel(struct uring *u, uint16_t group, uint64_t user_data)
{
	uring_queue(u, (struct io_uring_sqe){
			       .opcode = IORING_OP_ASYNC_CANCEL,
			       .fd = -1,
			       .addr = group,
			       .user_data = user_data,
		       });
}

/* Submits what is queued, lets the kernel work, and waits for `wanted` completions. */
static inline int uring_enter(const struct uring *u, uint32_t submissions, uint32_t wanted)
{
	long done = syscall(SYS_io_uring_enter, u->fd, submissions, wanted, IORING_ENTER_GETEVENTS, NULL, 0);

	return uring_result(done);
}

/* The oldest completion, or NULL if there is none. */
static inline const struct io_uring_cqe *uring_peek(const struct uring *u)
{
	uint32_t head = *u->cq_head;

	return head == __atomic_load_n(u->cq_tail, __ATOMIC_ACQUIRE) ? NULL : &u->cqes[head & u->cq_mask];
}

/* Gives the place of the oldest completion back. */
static inline void uring_drop(struct uring *u)
{
	__atomic_store_n(u->cq_head, *u->cq_head + 1, __ATOMIC_RELEASE);
}

#endif
