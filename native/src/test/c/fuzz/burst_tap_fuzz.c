/*
 * A TAP queue that gives and refuses anything. The input: what fuzz_area and fuzz_kernel.c read, with at most so many
 * frames, then where frames move to, which are sent, and the trains that entries below 0 stand for.
 */
#include "fuzz_kernel.h"

#include <stdlib.h>
#include <string.h>

#define OFFLOAD sizeof(struct virtio_net_hdr)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_frame(uint8_t *slab, uint32_t frame)
{
	const struct descriptor *d = burst_descriptor(slab, frame);
	const struct fuzz_delivery *given = fuzz_delivery(frame);

	fuzz_require(d->length == (given->length > OFFLOAD ? given->length - OFFLOAD : 0), "its length");
	fuzz_require_bytes(given, 0, (const uint8_t *)&d->offload, given->length < OFFLOAD ? given->length : OFFLOAD);
	fuzz_require_bytes(given, OFFLOAD, slab + d->start, d->length);
}

/* The first trains are the input's, the others are all zero; a heap block of its own, so that an over-read is seen. */
static struct train *read_trains(struct fuzz_input *in)
{
	struct train *trains = calloc(BURST_TRAINS, sizeof(*trains));
	uint32_t given = fuzz_u8(in) % (BURST_TRAINS + 1);

	for (uint32_t i = 0; i < given; i++) {
		trains[i].frames = fuzz_u8(in);
		trains[i].offload.hdr_len = fuzz_u8(in);
		fuzz_bytes(in, trains[i].frame, trains[i].frames % (BURST_CAPACITY + 1));
	}
	return trains;
}

static void send_some(struct fuzz_input *in, uint8_t *slab, int count)
{
	struct burst_slab whole = { slab, FUZZ_SLAB };
	int32_t list[BURST_CAPACITY];
	uint32_t length = fuzz_list(in, list);
	struct train *trains;

	fuzz_move(in, slab, count);
	trains = read_trains(in);
	fuzz_require_sent(burst_tap_send(FUZZ_FD, whole, trains, list, length), length);
	free(trains);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	uint8_t *slab = fuzz_slab();
	int count = fuzz_receive(&in, slab, burst_tap_receive);

	for (int frame = 0; frame < count; frame++)
		require_frame(slab, (uint32_t)frame);
	send_some(&in, slab, count);
	free(slab);
	return 0;
}
