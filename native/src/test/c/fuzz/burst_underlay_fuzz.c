/*
 * An underlay TAP device that gives and refuses anything. The input: what fuzz_area and fuzz_kernel.c read, with at most so
 * many frames, then what fuzz_batch reads, and the length of the headers that stand before each message.
 */
#include "burst_underlay.h"
#include "fuzz_batch.h"
#include "fuzz_kernel.h"

#include <stdlib.h>

#define STRIDE 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_frame(uint8_t *slab, uint32_t frame)
{
	const struct descriptor *d = burst_descriptor(slab, frame);
	const struct fuzz_delivery *given = fuzz_delivery(frame);
	size_t kept = sizeof(struct virtio_net_hdr);

	fuzz_require(d->length == (given->length > UNDERLAY_OFFLOAD ? given->length - UNDERLAY_OFFLOAD : 0), "its length");
	fuzz_require_bytes(given, 0, (const uint8_t *)&d->offload, given->length < kept ? given->length : kept);
	fuzz_require_bytes(given, UNDERLAY_OFFLOAD, slab + d->start, d->length);
}

static void receive_some(struct fuzz_input *in)
{
	uint8_t *slab = fuzz_slab();
	int count = fuzz_receive(in, slab, burst_underlay_receive);

	for (int frame = 0; frame < count; frame++) {
		require_frame(slab, (uint32_t)frame);
		fuzz_require(frame == count - 1 || burst_descriptor(slab, (uint32_t)frame)->offload.gso_type != 5,
			     "a bundle is the last");
	}
	free(slab);
}

static void send_some(struct fuzz_input *in)
{
	struct udp_batch batch = fuzz_batch(in);
	struct underlay_headers headers = { calloc(UDP_MESSAGES, STRIDE), STRIDE, fuzz_u8(in) % (STRIDE + 1) };

	fuzz_require_settled(&batch, burst_underlay_send(FUZZ_FD, &batch, headers));
	free(headers.start);
	fuzz_batch_free(&batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };

	receive_some(&in);
	send_some(&in);
	return 0;
}
