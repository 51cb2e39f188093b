/*
 * A packet socket that gives and refuses anything, VLAN tags beside the frame among it. The input: what fuzz_area and
 * fuzz_kernel.c read, with at most so many frames, then where frames move to and which are sent.
 */
#include "fuzz_kernel.h"

#include <linux/if_ether.h>
#include <stdlib.h>
#include <string.h>

#define OFFLOAD sizeof(struct virtio_net_hdr)
#define MACS (2 * ETH_ALEN)
#define TAG 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_tagged(const struct fuzz_delivery *given)
{
	return given->length >= OFFLOAD + MACS && given->has_auxdata &&
	       given->auxdata.tp_status & TP_STATUS_VLAN_VALID;
}

static void require_tag(const uint8_t *tag, const struct tpacket_auxdata *aux)
{
	int tpid = aux->tp_status & TP_STATUS_VLAN_TPID_VALID ? aux->tp_vlan_tpid : 0x8100;

	fuzz_require(tag[0] << 8 == (tpid & 0xff00) && tag[1] == (tpid & 0xff), "the tag's ethertype");
	fuzz_require(tag[2] << 8 == (aux->tp_vlan_tci & 0xff00) && tag[3] == (aux->tp_vlan_tci & 0xff), "the tag");
}

static void require_frame(uint8_t *slab, const struct descriptor *d, const struct fuzz_delivery *given)
{
	uint32_t tag = is_tagged(given) ? TAG : 0;
	const uint8_t *rest = slab + d->start + MACS + tag;

	fuzz_require(d->length == (given->length > OFFLOAD ? given->length - OFFLOAD + tag : 0), "its length");
	if (d->length < MACS)
		return;
	fuzz_require_bytes(given, OFFLOAD, slab + d->start, MACS);
	if (tag)
		require_tag(slab + d->start + MACS, &given->auxdata);
	fuzz_require_bytes(given, OFFLOAD + MACS, rest, d->length - MACS - tag);
}

static void send_some(struct fuzz_input *in, uint8_t *slab, int count)
{
	struct burst_slab whole = { slab, FUZZ_SLAB };
	int32_t list[BURST_CAPACITY];
	uint32_t length = fuzz_list(in, list);

	fuzz_move(in, slab, count);
	fuzz_require_sent(burst_packet_send(FUZZ_FD, whole, list, length), length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	uint8_t *slab = fuzz_slab();
	int count = fuzz_receive(&in, slab, burst_packet_receive);

	for (int frame = 0; frame < count; frame++)
		require_frame(slab, burst_descriptor(slab, (uint32_t)frame), fuzz_delivery((uint32_t)frame));
	send_some(&in, slab, count);
	free(slab);
	return 0;
}
