/* A UDP socket that gives and refuses anything. The input: what fuzz_area and fuzz_kernel.c read. */
#include "burst_udp.h"
#include "fuzz_kernel.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_datagram(uint8_t *slab, uint32_t frame, int is_last)
{
	const struct descriptor *d = burst_descriptor(slab, frame);
	const struct fuzz_delivery *given = fuzz_delivery(frame);

	fuzz_require(d->length == given->length, "its length");
	fuzz_require_bytes(given, 0, slab + d->start, d->length);
	fuzz_require(d->offload.flags == 0 && d->offload.gso_type == 0, "a datagram asks for nothing");
	fuzz_require(d->offload.gso_size == 0 || (is_last && d->offload.gso_size < d->length), "the last may be a bundle");
	fuzz_require(d->source_port <= UINT16_MAX, "a port number");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	uint8_t *slab = fuzz_slab();
	int count = fuzz_receive(&in, slab, burst_udp_receive);

	for (int frame = 0; frame < count; frame++)
		require_datagram(slab, (uint32_t)frame, frame == count - 1);
	free(slab);
	return 0;
}
