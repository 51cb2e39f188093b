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
	COMPLETIONS = 2 * DEVICES * BUFFERS,
};

struct reader {
	int device;
	struct uring_buffers ring;
	uint16_t end;
	uint8_t bytes[BUFFERS][BUFFER_BYTES];
};

static struct uring uring;
static struct reader readers[DEVICES];

/* What uring.h returned; an error ends the program. */
static void expect(int result, const char *call)
{
	if (result < 0)
		errx(1, "%s: %s", call, strerror(-result));
}

static void give_buffer(struct reader *reader)
{
	uring_describe(&reader->ring, reader->end, reader->bytes[reader->end % BUFFERS], BUFFER_BYTES);
	uring_offer(&reader->ring, ++reader->end);
}

static void read_all(struct reader *reader)
{
	uring_queue_reads(&uring, reader->device, reader->ring.group);
	expect(uring_enter(&uring, 1, 0), "io_uring_enter");
}

static void open_reader(struct reader *reader, const char *device, uint16_t group)
{
	reader->device = open_tap(device, sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
	expect(uring_add_buffers(&uring, &reader->ring, group, BUFFERS), "IORING_REGISTER_PBUF_RING");
	for (unsigned i = 0; i < BUFFERS; i++)
		give_buffer(reader);
	read_all(reader);
}

static void copy_frame(struct reader *from, int to, uint16_t place, size_t length)
{
	if (write(to, from->bytes[place % BUFFERS], length) < 0 && !is_frame_lost(errno))
		err(1, "write");
	give_buffer(from);
}

/* ENOBUFS: every buffer was full; like any other end of the reads, they are asked for again. */
static void complete(const struct io_uring_cqe *completion)
{
	struct reader *from = &readers[completion->user_data];
	if (completion->res < 0 && completion->res != -ENOBUFS)
		errx(1, "READ_MULTISHOT: %s", strerror(-completion->res));
	if (completion->flags & IORING_CQE_F_BUFFER)
		copy_frame(from, readers[!completion->user_data].device,
			   (uint16_t)(completion->flags >> IORING_CQE_BUFFER_SHIFT), (size_t)completion->res);
	if (!(completion->flags & IORING_CQE_F_MORE))
		read_all(from);
}

static void complete_all(void)
{
	const struct io_uring_cqe *completion;
	while ((completion = uring_peek(&uring)) != NULL) {
		complete(completion);
		uring_drop(&uring);
	}
}

int main(int argc, char **argv)
{
	if (argc != 1 + DEVICES)
		errx(2, "usage: tap_uring_floor DEVICE DEVICE");
	expect(uring_open(&uring, COMPLETIONS), "io_uring_setup");
	for (unsigned i = 0; i < DEVICES; i++)
		open_reader(&readers[i], argv[1 + i], (uint16_t)i);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int result = uring_enter(&uring, 0, 1);
		if (result != -EINTR)
			expect(result, "io_uring_enter");
		complete_all();
	}
}
