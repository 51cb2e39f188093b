#include "burst.h"

#include <errno.h>
#include <string.h>

static uint32_t next_line(uint32_t offset)
{
	return (offset + BURST_LINE - 1) & ~(uint32_t)(BURST_LINE - 1);
}

/*
 * Frames are packed one behind the other, each from a cache line on: a burst of small frames stays in
 * a few kilobytes although each of them could have been 64 KB long. The headroom is the start of the
 * line, so that Ethernet and IP header share it.
 */
uint32_t burst_room(const struct burst_area *area)
{
	uint32_t start = next_line(area->cursor) + BURST_HEADROOM;

	return start + BURST_MAX_FRAME <= area->end ? start : 0;
}

bool burst_tries_on(struct burst_received *r, int error)
{
	switch (error) {
	case EINTR:
		return true;
	case EINVAL:
	case EFAULT:
		r->lost++;
		return true;
	case EAGAIN:
		return false;
	default:
		r->error = error;
		return false;
	}
}

struct descriptor *burst_frame(struct burst_slab slab, int32_t frame)
{
	const size_t first = BURST_CAPACITY * sizeof(struct descriptor) + sizeof(struct virtio_net_hdr);
	struct descriptor *d = burst_descriptor(slab.start, (uint32_t)frame);

	if ((uint32_t)frame >= BURST_CAPACITY || d->start < first || d->start > slab.size ||
	    d->length > slab.size - d->start)
		return NULL;
	return d;
}

void burst_fill(struct burst_area *area, uint32_t frame, uint32_t start, uint32_t length)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);

	d->start = start;
	d->length = length;
	memset(&d->own_flags, 0, sizeof(*d) - offsetof(struct descriptor, own_flags));
	area->cursor = start + length;
}
