/*
 * A TAP queue that gives and refuses anything. The input: what fuzz_area and fuzz_kernel.c read, with at most so many
 * frames, then where frames move to and which are sent.
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

static void send_some(struct fuzz_input *in, uint8_t *slab, int count)
{
	struct burst_slab whole = { slab, FUZZ_SLAB };
	int32_t list[BURST_CAPACITY];
	uint32_t length = fuzz_list(in, list);

	fuzz_move(in, slab, count);
	fuzz_require_sent(burst_tap_send(FUZZ_FD, whole, list, length), length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	uint8_t *slab = fuzz_slab();
	struct burst_area area = fuzz_area(&in, slab);
	uint32_t from = area.cursor;
	int count;

	fuzz_kernel_start(&in);
	count = burst_tap_receive(FUZZ_FD, &area, fuzz_u8(&in) % (BURST_CAPACITY + 1));
	fuzz_require_frames(&area, from, count);
	for (int frame = 0; frame < count; frame++)
		require_frame(slab, (uint32_t)frame);
	send_some(&in, slab, count);
	free(slab);
	return 0;
}
