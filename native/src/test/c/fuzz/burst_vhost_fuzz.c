/*
 * A guest's memory with anything in it. The input: u16 flags, u8 size of the ring (a power of two), u16 the place to begin at,
 * u8 whether there is a log; what fuzz_area reads; the frames to send, as fuzz_list reads them; and behind that the memory,
 * from its first byte on: descriptors, at 1024 what is available, at 1536 what is used, at 2048 the log.
 */
#include "burst_vhost.h"
#include "fuzz_input.h"

#include <stdlib.h>
#include <string.h>

#define HALF 4096u
#define AVAIL 1024u
#define USED 1536u
#define LOG 2048u
#define LARGEST 5 /* two to the power of that: 32 descriptors */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two blocks that AddressSanitizer guards, one behind the other for the guest alone. */
static struct vhost_memory make_memory(struct fuzz_input *in)
{
	struct vhost_memory m = { 2, { { 0, 0, HALF, aligned_alloc(64, HALF), NULL, 0 },
				       { HALF, HALF, HALF, aligned_alloc(64, HALF), NULL, 0 } } };

	fuzz_bytes(in, m.region[0].host, HALF);
	memset(m.region[1].host, 1, HALF);
	return m;
}

static void require_sound(const struct vhost_queue *q, int status)
{
	fuzz_require(status < VHOST_BAD_ADDRESS || q->size == 0, "what is wrong stops the queue");
	fuzz_require(q->resubmitted <= q->resubmits && q->resubmits <= VHOST_RING_MAX, "what is taken again");
	if (q->size != 0)
		fuzz_require(q->used->idx == q->done, "what is given back is shown");
}

static void receive(struct fuzz_input *in, struct vhost_queue *q)
{
	uint8_t *slab = fuzz_slab();
	struct burst_area area = fuzz_area(in, slab);
	uint32_t from = area.cursor;
	struct burst_received r = vhost_receive(q, &area, BURST_CAPACITY);

	fuzz_require(r.error == VHOST_DONE || (r.frames == 0 && r.lost == 0), "a burst or a fault");
	fuzz_require((uint32_t)r.frames + r.lost <= BURST_CAPACITY, "no more than a burst");
	if (r.error == VHOST_DONE)
		fuzz_require_frames(&area, from, r.frames);
	require_sound(q, r.error);
	free(slab);
}

static void transmit(struct fuzz_input *in, struct vhost_queue *q)
{
	uint8_t *slab = fuzz_slab();
	struct burst_slab whole = { slab, FUZZ_SLAB };
	int32_t list[BURST_CAPACITY];
	uint32_t length = fuzz_list(in, list);
	struct train *trains = calloc(BURST_TRAINS, sizeof(*trains));
	struct burst_sent sent;

	for (uint32_t i = 0; i < BURST_CAPACITY; i++) {
		struct descriptor *d = burst_descriptor(slab, i);

		d->start = FUZZ_DATA + 64 * (i + 1);
		d->length = 16 * i;
		d->offload = (struct virtio_net_hdr){ 0 };
	}
	sent = vhost_send(q, whole, trains, list, length);
	fuzz_require(sent.error == 0 ? sent.count == length : sent.count <= length, "to the end or refused");
	require_sound(q, sent.error);
	free(trains);
	free(slab);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	struct vhost_ring ring = { .descriptors = 0, .avail = AVAIL, .used = USED, .inflight_at = LOG,
				   .inflight_size = HALF - LOG, .call = -1 };
	struct fuzz_input settings;
	struct vhost_queue *q = calloc(1, sizeof(*q));
	struct vhost_memory m;

	ring.flags = fuzz_u16(&in);
	ring.size = 1u << fuzz_u8(&in) % (LARGEST + 1);
	ring.next = fuzz_u16(&in);
	ring.inflight = fuzz_u8(&in) % 2 ? &m : NULL;
	settings = in;
	in.at += in.end - in.at < 64 ? in.end - in.at : 64;
	m = make_memory(&in);
	require_sound(q, (int)vhost_start(q, &m, &ring));
	receive(&settings, q);
	vhost_listen(q, -1);
	transmit(&settings, q);
	receive(&settings, q);
	vhost_stop(q);
	free(m.region[0].host);
	free(m.region[1].host);
	free(q);
	return 0;
}
