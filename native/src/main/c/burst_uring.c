#include "burst_uring.h"

#define OFFLOAD (uint32_t)sizeof(struct virtio_net_hdr)

/* From buffer to buffer, as burst_room lays out longest frames: an odd number of lines spreads them over the cache's sets. */
#define STRIDE ((BURST_HEADROOM + BURST_MAX_FRAME + BURST_LINE - 1) / BURST_LINE * BURST_LINE)

_Static_assert(STRIDE / BURST_LINE % 2 == 1, "an odd number of lines");

enum {
	GROUP,
	CANCELLATION,
	/* As many as frames, and the last ones of the request and of its cancellation: no completion is ever lost. */
	COMPLETIONS = 2 * BURST_CAPACITY,
};

static int probe(int fd)
{
	enum { KNOWN = URING_READ_MULTISHOT + 1 };
	uint64_t room[(sizeof(struct io_uring_probe) + KNOWN * sizeof(struct io_uring_probe_op)) / sizeof(uint64_t)] = { 0 };
	struct io_uring_probe *answer = (struct io_uring_probe *)room;
	int error = uring_result(syscall(SYS_io_uring_register, fd, IORING_REGISTER_PROBE, answer, KNOWN));

	if (error)
		return error;
	return answer->ops[URING_READ_MULTISHOT].flags & IO_URING_OP_SUPPORTED ? 0 : -EOPNOTSUPP;
}

int burst_uring_probe(void)
{
	struct io_uring_params p;
	int fd = uring_set_up(&p, 1);
	int error;

	/* Flags that a kernel refuses are unknown to it. */
	if (fd < 0)
		return fd == -EINVAL ? -EOPNOTSUPP : fd;
	error = probe(fd);
	close(fd);
	return error;
}

int burst_uring_open(struct burst_uring *r, int device)
{
	int error = uring_open(&r->uring, COMPLETIONS);

	if (error)
		return error;
	r->device = device;
	r->taken = 0;
	r->running = false;
	error = uring_add_buffers(&r->uring, &r->buffers, GROUP, BURST_CAPACITY);
	if (error)
		uring_close(&r->uring);
	return error;
}

/* The buffers that are on offer during a call: `count` of them from place `first` of their ring on, the first at `start`. */
struct offered {
	uint16_t first;
	uint32_t count;
	uint32_t start;
};

/*
 * As the kernel takes no buffer between two calls, all are offered anew each time: a burst begins in the memory in which the
 * last one began, and which is still in the cache.
 */
static struct offered offer(struct burst_uring *r, struct burst_area area, uint32_t max)
{
	struct offered o = { r->taken, 0, burst_room(&area) };
	uint32_t start;

	while (o.count < max && (start = burst_room(&area)) != 0) {
		uring_describe(&r->buffers, (uint16_t)(o.first + o.count++), area.slab + start - OFFLOAD,
			       OFFLOAD + BURST_MAX_FRAME);
		area.cursor = start + BURST_MAX_FRAME;
	}
	uring_offer(&r->buffers, (uint16_t)(o.first + o.count));
	return o;
}

static void take(struct burst_area *area, uint32_t frame, uint32_t start, uint32_t packet)
{
	memcpy(&burst_descriptor(area->slab, frame)->offload, area->slab + start - OFFLOAD, OFFLOAD);
	burst_fill(area, frame, start, packet > OFFLOAD ? packet - OFFLOAD : 0);
}

/* What ended the request: a read that failed, as in burst_tap.c, or only that no buffer was left. */
static void note_end(struct burst_received *received, int error)
{
	if (error > 0 && error != ENOBUFS)
		burst_tries_on(received, error);
}

/* Takes the frames out of the completions. */
static struct burst_received collect(struct burst_uring *r, struct burst_area *area, struct offered o)
{
	const struct io_uring_cqe *completion;
	struct burst_received received = { 0 };

	while ((completion = uring_peek(&r->uring)) != NULL) {
		uint16_t place = (uint16_t)(completion->flags >> IORING_CQE_BUFFER_SHIFT);
		uint16_t buffer = (uint16_t)(place - o.first);

		if (completion->res < 0 || !(completion->flags & IORING_CQE_F_BUFFER)) {
			note_end(&received, -completion->res);
		} else if (buffer < o.count) {
			take(area, received.frames++, o.start + buffer * STRIDE, (uint32_t)completion->res);
			r->taken = (uint16_t)(place + 1);
		} else {
			received.error = EIO; /* a buffer that is not on offer: no frame of ours is in it */
		}
		r->running = completion->flags & IORING_CQE_F_MORE;
		uring_drop(&r->uring);
	}
	return received;
}

/* Whether the ring is of no use, and not only busy for a moment. */
static bool ring_failed(int result)
{
	return result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY;
}

struct burst_received burst_uring_receive(struct burst_uring *r, struct burst_area *area, uint32_t max)
{
	struct offered o = offer(r, *area, max);
	struct burst_received received;
	int result;

	if (!r->running)
		uring_queue_reads(&r->uring, r->device, GROUP);
	result = uring_enter(&r->uring, !r->running, 0);
	if (result >= 0)
		r->running = true;
	received = collect(r, area, o);
	if (ring_failed(result))
		received.error = -result;
	return received;
}

void burst_uring_close(struct burst_uring *r)
{
	uint32_t submissions = 1;

	uring_offer(&r->buffers, r->taken);
	if (r->running) {
		uring_queue_cancel(&r->uring, GROUP, CANCELLATION);
		while (uring_enter(&r->uring, submissions, 2) == -EINTR)
			submissions = 0;
	}
	uring_close(&r->uring);
	uring_free_buffers(&r->buffers);
}
