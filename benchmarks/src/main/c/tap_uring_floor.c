/*
 * tap_uring_floor DEVICE DEVICE
 *
 * tap_floor on io_uring: one read a device that completes for each frame (READ_MULTISHOT, Linux
 * 6.7), which keeps the frames in order and saves a system call a frame; writes as in tap_floor.
 */
#define _GNU_SOURCE
#include "tap.h"
#include "uring.h"

#include <linux/virtio_net.h>
#include <stdio.h>

enum {
	DEVICES = 2,
	BUFFERS = 64,
	BUFFER_BYTES = sizeof(struct virtio_net_hdr) + TAP_FRAME_BYTES,
};

static struct uring uring;
static struct uring_buffers buffers[DEVICES];
static int devices[DEVICES];

static void copy_frame(unsigned from, uint16_t buffer, size_t length)
{
	const uint8_t *frame = buffers[from].bytes + (size_t)buffer * BUFFER_BYTES;
	if (write(devices[!from], frame, length) < 0 && !is_frame_lost(errno))
		err(1, "write");
	uring_return_buffer(&buffers[from], buffer);
}

/* ENOBUFS: every buffer was full; like any other end of a read, it is asked for again. */
static void complete(const struct io_uring_cqe *completion)
{
	unsigned from = (unsigned)completion->user_data;
	if (completion->res < 0 && completion->res != -ENOBUFS)
		errx(1, "READ_MULTISHOT: %s", strerror(-completion->res));
	if (completion->flags & IORING_CQE_F_BUFFER)
		copy_frame(from, (uint16_t)(completion->flags >> IORING_CQE_BUFFER_SHIFT),
			   (size_t)completion->res);
	if (!(completion->flags & IORING_CQE_F_MORE))
		uring_read_all(&uring, devices[from], (uint16_t)from);
}

static void complete_all(void)
{
	uint32_t tail = __atomic_load_n(uring.cq_tail, __ATOMIC_ACQUIRE);
	for (uint32_t head = *uring.cq_head; head != tail; head++) {
		struct io_uring_cqe completion = uring.cqes[head & uring.cq_mask];
		__atomic_store_n(uring.cq_head, head + 1, __ATOMIC_RELEASE);
		complete(&completion);
	}
}

int main(int argc, char **argv)
{
	if (argc != 1 + DEVICES)
		errx(2, "usage: tap_uring_floor DEVICE DEVICE");
	uring = open_uring();
	for (unsigned i = 0; i < DEVICES; i++) {
		devices[i] = open_tap(argv[1 + i], sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
		buffers[i] = uring_add_buffers(&uring, (uint16_t)i, BUFFERS, BUFFER_BYTES);
		uring_read_all(&uring, devices[i], (uint16_t)i);
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		uring_enter(&uring, 0, 1);
		complete_all();
	}
}
