/* Bursts over a socket pair that keeps message boundaries, as a TAP queue does. */
#define _GNU_SOURCE
#include "burst.h"
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + 4 * 65664)

struct pair {
	int ours;
	int theirs;
	uint8_t *slab;
};

static struct pair open_pair(void)
{
	struct pair p;

	open_channel(&p.ours, &p.theirs);
	p.slab = aligned_alloc(BURST_LINE, (SIZE + BURST_LINE - 1) / BURST_LINE * BURST_LINE);
	memset(p.slab, 0xa5, SIZE);
	return p;
}

static void close_pair(struct pair *p)
{
	close(p->ours);
	close(p->theirs);
	free(p->slab);
}

static int receive(struct pair *p, uint32_t end, uint32_t max)
{
	struct burst_area area = { p->slab, DATA, end, 0 };

	return burst_tap_receive(p->ours, &area, max).frames;
}

static struct burst_slab whole(const struct pair *p)
{
	return (struct burst_slab){ p->slab, SIZE };
}

static void inject(struct pair *p, size_t length)
{
	static uint8_t message[10 + BURST_MAX_FRAME + 8192];

	memset(message, 0, 10);
	for (size_t i = 10; i < length; i++)
		message[i] = (uint8_t)i;
	if (send(p->theirs, message, length, 0) != (ssize_t)length)
		perror("send");
}

static void empty_queue_gives_no_frame(void)
{
	struct pair p = open_pair();

	check(receive(&p, SIZE, 64) == 0, "an empty queue gives 0");
	close_pair(&p);
}

static void every_length_arrives(void)
{
	struct pair p = open_pair();

	for (size_t length = 0; length <= BURST_MAX_FRAME; length += length < 2048 ? 1 : 1021) {
		struct descriptor *d = burst_descriptor(p.slab, 0);

		inject(&p, 10 + length);
		check(receive(&p, SIZE, 1) == 1, "one frame is read");
		check(d->length == length, "its length is told");
		check(d->start >= DATA + BURST_HEADROOM, "it has headroom");
		check(d->vid == 0 && d->remote == 0 && d->tag == 0, "the descriptor is clean");
		check(length == 0 || p.slab[d->start + length - 1] == (uint8_t)(10 + length - 1), "its bytes are there");
	}
	close_pair(&p);
}

static void shorter_than_the_offload_header_is_an_empty_frame(void)
{
	struct pair p = open_pair();

	for (size_t length = 1; length < 10; length++) {
		inject(&p, length);
		check(receive(&p, SIZE, 1) == 1, "it is told");
		check(burst_descriptor(p.slab, 0)->length == 0, "with no bytes");
	}
	close_pair(&p);
}

static struct burst_received receive_by_packet_socket(struct pair *p)
{
	struct burst_area area = { p->slab, DATA, SIZE, 0 };

	return burst_packet_receive(p->ours, &area, 64);
}

static void a_packet_socket_tells_frames_of_any_length(void)
{
	struct pair p = open_pair();
	struct burst_received r;

	inject(&p, 9);
	inject(&p, 10 + 11);
	inject(&p, 10 + 60);
	r = receive_by_packet_socket(&p);
	check(r.frames == 3 && r.lost == 0 && r.error == 0, "all three are told");
	check(burst_descriptor(p.slab, 0)->length == 0, "one without bytes");
	check(burst_descriptor(p.slab, 1)->length == 11, "one that ends in its addresses");
	check(burst_descriptor(p.slab, 2)->length == 60, "and one that is whole");
	close_pair(&p);
}

static void what_a_packet_socket_cuts_short_is_lost(void)
{
	struct pair p = open_pair();
	struct burst_area area = { p.slab, DATA, DATA + 2 * 65664, 0 };
	struct burst_received r;

	inject(&p, 10 + BURST_MAX_FRAME);
	inject(&p, 10 + BURST_MAX_FRAME + 8192);
	inject(&p, 10 + 60);
	r = burst_packet_receive(p.ours, &area, 64);
	check(r.frames == 2 && r.lost == 1, "one of them is longer than the room");
	check(burst_descriptor(p.slab, 0)->length == BURST_MAX_FRAME, "the longest is whole");
	check(burst_descriptor(p.slab, 1)->length == 60, "what follows is there");
	close_pair(&p);
}

static void a_full_area_ends_the_burst(void)
{
	struct pair p = open_pair();

	for (int i = 0; i < 3; i++)
		inject(&p, 10 + 60);
	check(receive(&p, DATA + 64, 64) == 0, "no room, no read");
	check(receive(&p, DATA + 65664, 64) == 1, "room for one longest frame");
	check(receive(&p, SIZE, 64) == 2, "the rest comes next time");
	close_pair(&p);
}

static void a_packet_may_reach_behind_the_area(void)
{
	struct pair p = open_pair();
	struct burst_area area = { p.slab, DATA, DATA + 65664, 65664 };
	uint32_t length = BURST_MAX_FRAME + 8192;
	struct descriptor *d = burst_descriptor(p.slab, 0);

	inject(&p, 10 + length);
	inject(&p, 10 + 60);
	check(burst_packet_receive(p.ours, &area, 64).frames == 1, "it is the last of its burst");
	check(d->length == length, "and whole");
	check(p.slab[d->start + length - 1] == (uint8_t)(10 + length - 1), "to its last byte");
	close_pair(&p);
}

static void frames_go_out_as_they_came(void)
{
	struct pair p = open_pair();
	uint8_t back[256];
	int32_t list[2] = { 1, 0 };
	struct burst_sent sent;

	inject(&p, 10 + 60);
	inject(&p, 10 + 100);
	check(receive(&p, SIZE, 64) == 2, "both are read");
	sent = burst_tap_send(p.ours, whole(&p), NULL, list, 2);
	check(sent.count == 2 && sent.error == 0, "both are written");
	check(recv(p.theirs, back, sizeof(back), 0) == 110, "in the order of the list");
	check(recv(p.theirs, back, sizeof(back), 0) == 70, "each whole");
	sent = burst_packet_send(p.ours, whole(&p), list, 2);
	check(sent.count == 2 && sent.error == 0, "the packet path writes both");
	check(recv(p.theirs, back, sizeof(back), 0) == 110, "in the order of the list");
	shutdown(p.theirs, SHUT_RDWR);
	sent = burst_tap_send(p.ours, whole(&p), NULL, list, 2);
	check(sent.count == 0 && sent.error == EPIPE, "a refusal is told");
	close_pair(&p);
}

static void only_frames_of_the_slab_go_out(void)
{
	static const struct {
		uint32_t start;
		uint32_t length;
	} bad[] = { { 0, 60 }, { DATA + 9, 60 }, { SIZE - 59, 60 }, { SIZE + 1, 0 }, { DATA + 10, UINT32_MAX } };
	struct pair p = open_pair();
	int32_t list[3] = { 0, 1, 0 };
	static const struct train trains[BURST_TRAINS];
	int32_t stray[2] = { BURST_CAPACITY, ~BURST_TRAINS };

	inject(&p, 10 + 60);
	check(receive(&p, SIZE, 1) == 1, "one frame is read");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct burst_sent sent;

		burst_descriptor(p.slab, 1)->start = bad[i].start;
		burst_descriptor(p.slab, 1)->length = bad[i].length;
		sent = burst_tap_send(p.ours, whole(&p), NULL, list, 3);
		check(sent.count == 1 && sent.error == EFAULT, "a TAP queue's stops before it");
		sent = burst_packet_send(p.ours, whole(&p), list, 3);
		check(sent.count == 1 && sent.error == EFAULT, "a packet socket's too");
	}
	for (int i = 0; i < 2; i++) {
		check(burst_tap_send(p.ours, whole(&p), trains, stray + i, 1).error == EFAULT, "there is no such frame");
		check(burst_packet_send(p.ours, whole(&p), stray + i, 1).error == EFAULT, "nor for a packet socket");
	}
	close_pair(&p);
}

static struct train train_of(uint32_t frames, uint16_t headers)
{
	struct train t = { .frames = frames, .frame = { 1, 0 }, .offload = { .hdr_len = headers } };

	memset(t.headers, 0x77, sizeof(t.headers));
	return t;
}

static void a_train_goes_out_as_one_frame(void)
{
	struct pair p = open_pair();
	struct train trains[BURST_TRAINS] = { [1] = train_of(2, 20) };
	uint8_t back[256];
	int32_t list[2] = { ~1, 0 };
	struct burst_sent sent;

	inject(&p, 10 + 60);
	inject(&p, 10 + 100);
	check(receive(&p, SIZE, 64) == 2, "both are read");
	sent = burst_tap_send(p.ours, whole(&p), trains, list, 2);
	check(sent.count == 2 && sent.error == 0, "both entries are written");
	check(recv(p.theirs, back, sizeof(back), 0) == 10 + 20 + 80 + 40, "headers once, then both payloads");
	check(memcmp(back, &trains[1].offload, 10 + 20) == 0, "the headers are the train's");
	check(back[30] == 10 + 20 && back[30 + 80] == 10 + 20, "what is behind them is the frames'");
	check(recv(p.theirs, back, sizeof(back), 0) == 70, "a frame is written as ever");
	close_pair(&p);
}

static void what_is_no_train_stays_here(void)
{
	struct pair p = open_pair();
	struct train trains[BURST_TRAINS] = { train_of(BURST_CAPACITY + 1, 20), train_of(2, TRAIN_HEADERS + 1),
					      train_of(2, 61), train_of(2, 20) };

	inject(&p, 10 + 60);
	inject(&p, 10 + 100);
	check(receive(&p, SIZE, 64) == 2, "both are read");
	trains[3].frame[1] = BURST_CAPACITY;
	for (int32_t number = 0; number < 4; number++) {
		int32_t entry = ~number;

		check(burst_tap_send(p.ours, whole(&p), trains, &entry, 1).error == EFAULT, "a train that lies");
	}
	close_pair(&p);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	empty_queue_gives_no_frame();
	every_length_arrives();
	shorter_than_the_offload_header_is_an_empty_frame();
	a_packet_socket_tells_frames_of_any_length();
	what_a_packet_socket_cuts_short_is_lost();
	a_full_area_ends_the_burst();
	a_packet_may_reach_behind_the_area();
	frames_go_out_as_they_came();
	only_frames_of_the_slab_go_out();
	a_train_goes_out_as_one_frame();
	what_is_no_train_stays_here();
	return conclude("burst_test");
}
