#include "burst.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define OFFLOAD (ssize_t)sizeof(struct virtio_net_hdr)

/*
 * The kernel takes the offload header and the frame as one buffer, so the header goes through the
 * headroom: with readv and writev, which could scatter the two, a 60-byte frame from TAP to TAP took
 * 2512 instead of 2336 ns of processor time in a bare forwarding loop.
 */
static uint8_t *packet(uint8_t *slab, uint32_t start)
{
	return slab + start - OFFLOAD;
}

static void take(struct burst_area *area, uint32_t frame, uint32_t start, ssize_t n)
{
	memcpy(&burst_descriptor(area->slab, frame)->offload, packet(area->slab, start), OFFLOAD);
	burst_fill(area, frame, start, n > OFFLOAD ? (uint32_t)(n - OFFLOAD) : 0);
}

struct burst_received burst_tap_receive(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t start;

	for (uint32_t tries = 0; tries < max && (start = burst_room(area)) != 0; tries++) {
		ssize_t n = read(fd, packet(area->slab, start), (size_t)OFFLOAD + BURST_MAX_FRAME);

		if (n >= 0)
			take(area, r.frames++, start, n);
		else if (!burst_tries_on(&r, errno))
			break;
	}
	return r;
}

static int write_frame(int fd, struct burst_slab slab, const struct descriptor *d)
{
	ssize_t n;

	if (d == NULL)
		return EFAULT;
	memcpy(packet(slab.start, d->start), &d->offload, OFFLOAD);
	do {
		n = write(fd, packet(slab.start, d->start), (size_t)OFFLOAD + d->length);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? errno : 0;
}

/* The pieces of a train, or 0 if it is none: its own headers, then of each frame what is behind as many bytes. */
static int gather(struct iovec *parts, struct burst_slab slab, const struct train *t)
{
	size_t headers = t->offload.hdr_len;

	if (t->frames > BURST_CAPACITY || headers > TRAIN_HEADERS)
		return 0;
	parts[0] = (struct iovec){ (void *)(uintptr_t)&t->offload, (size_t)OFFLOAD + headers };
	for (uint32_t i = 0; i < t->frames; i++) {
		const struct descriptor *d = burst_frame(slab, t->frame[i]);

		if (d == NULL || d->length < headers)
			return 0;
		parts[1 + i] = (struct iovec){ slab.start + d->start + headers, d->length - headers };
	}
	return 1 + (int)t->frames;
}

static int write_train(int fd, struct burst_slab slab, const struct train *trains, uint32_t number)
{
	struct iovec parts[1 + BURST_CAPACITY];
	int count = number < BURST_TRAINS ? gather(parts, slab, trains + number) : 0;
	ssize_t n;

	if (count == 0)
		return EFAULT;
	do {
		n = writev(fd, parts, count);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? errno : 0;
}

static int write_entry(int fd, struct burst_slab slab, const struct train *trains, int32_t entry)
{
	return entry < 0 ? write_train(fd, slab, trains, ~(uint32_t)entry) :
			   write_frame(fd, slab, burst_frame(slab, entry));
}

struct burst_sent burst_tap_send(int fd, struct burst_slab slab, const struct train *trains, const int32_t *entries,
				 uint32_t count)
{
	struct burst_sent sent = { 0, 0 };

	while (sent.count < count) {
		sent.error = write_entry(fd, slab, trains, entries[sent.count]);
		if (sent.error)
			break;
		sent.count++;
	}
	return sent;
}
