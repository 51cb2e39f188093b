/* A UDP socket that gives and refuses anything. The input: what fuzz_area and fuzz_kernel.c read. */
#include "burst_udp.h"
#include "fuzz_kernel.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_datagram(uint8_t *slab, uint32_t frame, bool may_be_bundle)
{
	const struct descriptor *d = burst_descriptor(slab, frame);
	const struct fuzz_delivery *given = fuzz_delivery(frame);

	fuzz_require(d->length == given->length, "its length");
	fuzz_require_bytes(given, 0, slab + d->start, d->length);
	fuzz_require(d->offload.flags == 0 && d->offload.gso_type == 0, "a datagram asks for nothing");
	fuzz_require(d->offload.gso_size == 0 || (may_be_bundle && d->offload.gso_size < d->length),
		     "only the last may be bundles");
	fuzz_require(d->source_port <= UINT16_MAX, "a port number");
}

static void receive(struct fuzz_input in, fuzz_receiver *receiver, int bundles)
{
	uint8_t *slab = fuzz_slab();
	int count = fuzz_receive(&in, slab, receiver);

	for (int frame = 0; frame < count; frame++)
		require_datagram(slab, (uint32_t)frame, frame >= count - bundles);
	free(slab);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };

	receive(in, burst_udp_receive, 1);
	receive(in, burst_udp_receive_few, UDP_FEW);
	return 0;
}
