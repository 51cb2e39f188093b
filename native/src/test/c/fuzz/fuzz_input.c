#include "fuzz_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILL 0xa5
#define UNTOUCHED 0xa5a5a5a5
#define TAG 4

uint8_t fuzz_u8(struct fuzz_input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

uint16_t fuzz_u16(struct fuzz_input *in)
{
	uint16_t low = fuzz_u8(in);

	return (uint16_t)(low | fuzz_u8(in) << 8);
}

void fuzz_bytes(struct fuzz_input *in, void *to, size_t length)
{
	size_t there = (size_t)(in->end - in->at);
	size_t taken = length < there ? length : there;

	memset(to, 0, length);
	memcpy(to, in->at, taken);
	in->at += taken;
}

int fuzz_has_more(const struct fuzz_input *in)
{
	return in->at < in->end;
}

uint8_t *fuzz_slab(void)
{
	uint8_t *slab = aligned_alloc(BURST_LINE, FUZZ_SLAB);

	memset(slab, FILL, FUZZ_SLAB);
	return slab;
}

struct burst_area fuzz_area(struct fuzz_input *in, uint8_t *slab)
{
	uint32_t from = FUZZ_DATA + fuzz_u16(in) % (FUZZ_SLAB - FUZZ_DATA);
	uint32_t end = FUZZ_SLAB - fuzz_u16(in);

	return (struct burst_area){ slab, from, end < from ? from : end, 0 };
}

void fuzz_require(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "FAILED: %s\n", what);
	abort();
}

static void require_apart(const struct descriptor *one, const struct descriptor *other)
{
	fuzz_require(one->start + one->length + BURST_HEADROOM - TAG <= other->start ||
			     other->start + other->length + BURST_HEADROOM - TAG <= one->start,
		     "a frame has its headroom");
}

void fuzz_require_frames(const struct burst_area *area, uint32_t from, int count)
{
	for (int i = 0; i < count; i++) {
		const struct descriptor *d = burst_descriptor(area->slab, (uint32_t)i);

		for (int other = 0; other < i; other++)
			require_apart(d, burst_descriptor(area->slab, (uint32_t)other));
		fuzz_require(d->start >= from + BURST_HEADROOM - TAG, "a frame starts in the area");
		fuzz_require(d->length <= area->end && d->start <= area->end - d->length, "a frame ends in the area");
		fuzz_require(d->own_flags == 0 && d->vid == 0 && d->tag == 0 && d->tci == 0, "nobody classified it yet");
		fuzz_require(d->remote == 0 && d->vni == 0 && d->egress == 0, "nor resolved it");
	}
	for (int i = count < 0 ? 0 : count; i < BURST_CAPACITY; i++)
		fuzz_require(burst_descriptor(area->slab, (uint32_t)i)->length == UNTOUCHED, "others are not filled");
}

static void move_start(struct fuzz_input *in, struct descriptor *d)
{
	static const int moves[] = { 0, -TAG, TAG, 8, 0, 0, 0 };
	uint8_t kind = fuzz_u8(in) % 8;
	int move;

	if (kind == 7) {
		fuzz_bytes(in, d, sizeof(d->start) + sizeof(d->length));
		return;
	}
	move = moves[kind];
	if (move > 0 && d->length < (uint32_t)move)
		return;
	d->start += (uint32_t)move;
	d->length -= (uint32_t)move;
}

void fuzz_move(struct fuzz_input *in, uint8_t *slab, int count)
{
	for (int frame = 0; frame < count; frame++)
		move_start(in, burst_descriptor(slab, (uint32_t)frame));
}

uint32_t fuzz_list(struct fuzz_input *in, int32_t *list)
{
	uint32_t length = fuzz_u8(in) % (BURST_CAPACITY + 1);

	for (uint32_t i = 0; i < length; i++)
		list[i] = (int8_t)fuzz_u8(in);
	return length;
}

void fuzz_require_sent(struct burst_sent sent, uint32_t length)
{
	fuzz_require(sent.count <= length && (sent.error == 0) == (sent.count == length), "sent to the end or refused");
}
