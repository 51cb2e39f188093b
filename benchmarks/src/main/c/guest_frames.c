/*
 * guest_frames PATH_A PATH_B BYTES RUN MILLISECONDS
 *
 * Two guests without machines on vhost-user ports: A transmits test frames to B as fast as the switch takes them, and B counts
 * what it receives. Listens on both paths, and waits for the switch to connect; prints "ready" when frames have passed both ways;
 * prints what it saw as one JSON object. "full" is how often A found no room in its queue. The nanoseconds are those between the
 * first and the last frame that came.
 *
 * One thread turns from one guest to the other, so that it takes one processor, whatever the switch does with the others.
 */
#define _GNU_SOURCE
#include "vhost_front.h"

#include "test_frame.h"

#include <arpa/inet.h>
#include <endian.h>

enum {
	BURST = 64,
	INTRODUCTION_MILLIS = 10,
	INTRODUCTION_SECONDS = 20,
	REST_MILLIS = 20,
};

struct tally {
	uint64_t run;
	uint64_t sent;
	uint64_t received;
	uint64_t foreign;
	uint64_t full;
	uint64_t first_nanos;
	uint64_t last_nanos;
};

static const uint8_t macs[2][ETH_ALEN] = {{2, 0, 0, 0, 0, 0xa}, {2, 0, 0, 0, 0, 0xb}};

static struct front_ring *receiving(struct front *guest)
{
	return &guest->rings[0];
}

static struct front_ring *transmitting(struct front *guest)
{
	return &guest->rings[1];
}

/* Every buffer of a transmit queue is the frame. */
static void write_frames(struct front *guest, int from, uint32_t bytes, uint64_t run)
{
	struct test_frame frame = {.magic = htobe64(TEST_MAGIC), .run = htobe64(run)};
	struct front_ring *r = transmitting(guest);

	memcpy(frame.ethernet.h_source, macs[from], ETH_ALEN);
	memcpy(frame.ethernet.h_dest, macs[!from], ETH_ALEN);
	frame.ethernet.h_proto = htons(TEST_ETHERTYPE);
	for (uint32_t i = 0; i < FRONT_RING; i++) {
		memcpy(r->buffers + i * (size_t)FRONT_BUFFER + FRONT_HEADER, &frame, sizeof(frame));
		r->descriptors[i].len = FRONT_HEADER + bytes;
	}
}

/* As many as there is room for, at most a burst. */
static uint16_t transmit(struct front *guest, uint16_t most)
{
	struct front_ring *r = transmitting(guest);
	uint16_t room;

	r->taken = (uint16_t)(r->taken + front_returned(r));
	room = (uint16_t)(FRONT_RING - (uint16_t)(r->available - r->taken));
	if (room > most)
		room = most;
	if (room > 0)
		front_offer(r, room);
	return room;
}

static int is_ours(const struct front_ring *r, uint16_t place, uint64_t run)
{
	const struct vring_used_elem *e = &r->used->ring[place % FRONT_RING];
	const struct test_frame *frame = (const void *)(r->buffers + e->id % FRONT_RING * (size_t)FRONT_BUFFER + FRONT_HEADER);

	return e->len >= FRONT_HEADER + sizeof(*frame) && frame->magic == htobe64(TEST_MAGIC) && frame->run == htobe64(run);
}

/* Takes what came and offers the buffers again: each of them is at its place, whichever the device gave back. */
static uint16_t receive(struct front *guest, struct tally *tally)
{
	struct front_ring *r = receiving(guest);
	uint16_t count = front_returned(r);
	uint64_t before = tally->received;

	for (uint16_t i = 0; i < count; i++) {
		if (is_ours(r, (uint16_t)(r->taken + i), tally->run))
			tally->received++;
		else
			tally->foreign++;
	}
	r->taken = (uint16_t)(r->taken + count);
	if (count > 0)
		front_offer(r, count);
	if (tally->received != before) {
		tally->last_nanos = monotonic_nanos();
		if (tally->first_nanos == 0)
			tally->first_nanos = tally->last_nanos;
	}
	return count;
}

static void pause_for(uint32_t millis)
{
	struct timespec span = {0, (long)millis * 1000000};

	nanosleep(&span, NULL);
}

/* The switch is to know where both are before anything is counted. */
static void introduce(struct front *guests, uint64_t run)
{
	uint64_t end = monotonic_nanos() + INTRODUCTION_SECONDS * NANOS_PER_SECOND;
	struct tally heard[2] = {{.run = run}, {.run = run}};

	while (heard[0].received == 0 || heard[1].received == 0) {
		if (monotonic_nanos() > end)
			errx(1, "no frames pass between the guests");
		for (int i = 0; i < 2; i++)
			transmit(&guests[i], 1);
		pause_for(INTRODUCTION_MILLIS);
		for (int i = 0; i < 2; i++)
			receive(&guests[i], &heard[i]);
	}
	pause_for(REST_MILLIS);
	for (int i = 0; i < 2; i++)
		receive(&guests[i], &heard[i]);
}

static void measure(struct front *guests, struct tally *tally, uint64_t duration)
{
	uint64_t end = monotonic_nanos() + duration;

	while (monotonic_nanos() < end) {
		uint16_t sent = transmit(&guests[0], BURST);

		tally->sent += sent;
		tally->full += sent == 0;
		receive(&guests[1], tally);
	}
	for (uint64_t quiet = monotonic_nanos(); monotonic_nanos() - quiet < REST_MILLIS * UINT64_C(1000000);)
		if (receive(&guests[1], tally) > 0)
			quiet = monotonic_nanos();
}

int main(int argc, char **argv)
{
	static struct front guests[2];

	if (argc != 6)
		errx(2, "usage: guest_frames PATH_A PATH_B BYTES RUN MILLISECONDS");
	uint32_t bytes = (uint32_t)parse_number("BYTES", argv[3], FRONT_BUFFER - FRONT_HEADER);
	struct tally tally = {.run = parse_number("RUN", argv[4], UINT64_MAX)};
	uint64_t duration = parse_number("MILLISECONDS", argv[5], 600000) * 1000000;

	if (bytes < sizeof(struct test_frame))
		errx(2, "BYTES is %u; a test frame has %zu", bytes, sizeof(struct test_frame));
	for (int i = 0; i < 2; i++)
		front_open(&guests[i], argv[1 + i]);
	for (int i = 0; i < 2; i++) {
		write_frames(&guests[i], i, bytes, tally.run);
		front_offer(receiving(&guests[i]), FRONT_RING);
		front_meet(&guests[i]);
	}
	introduce(guests, tally.run);
	puts("ready");
	fflush(stdout);
	measure(guests, &tally, duration);
	printf("{\"sent\": %" PRIu64 ", \"received\": %" PRIu64 ", \"foreign\": %" PRIu64 ", \"full\": %" PRIu64
	       ", \"nanos\": %" PRIu64 "}\n",
	       tally.sent, tally.received, tally.foreign, tally.full, tally.last_nanos - tally.first_nanos);
	return 0;
}
