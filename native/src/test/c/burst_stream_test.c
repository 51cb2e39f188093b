/* Frames on a stream: between two ends of a pair of sockets, cut where the kernel likes, and where the test likes. */
#define _GNU_SOURCE
#include "burst_stream.h"
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + 8 * 65664)
#define FRAMES 200000

struct rig {
	int ours;
	int theirs;
	uint8_t *slab;
	uint8_t *frames;
	struct stream_input *in;
	struct stream_output *out;
	struct udp_message messages[UDP_MESSAGES];
	struct udp_piece pieces[UDP_PIECES];
	struct udp_batch batch;
};

static struct rig *open_rig(int buffer)
{
	struct rig *r = calloc(1, sizeof(*r));
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) != 0)
		abort();
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	r->ours = fds[0];
	r->theirs = fds[1];
	r->slab = aligned_alloc(BURST_LINE, SIZE);
	memset(r->slab, 0xa5, SIZE);
	r->frames = malloc(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		r->frames[i] = (uint8_t)(i * 7 >> 4);
	r->in = calloc(1, sizeof(*r->in));
	r->out = calloc(1, sizeof(*r->out));
	r->batch.messages = r->messages;
	r->batch.pieces = r->pieces;
	r->batch.areas[UDP_FRAMES].start = r->frames;
	r->batch.areas[UDP_FRAMES].size = FRAMES;
	return r;
}

static void close_rig(struct rig *r)
{
	close(r->ours);
	close(r->theirs);
	free(r->slab);
	free(r->frames);
	free(r->in);
	free(r->out);
	free(r);
}

/* A message of two pieces that together are `length` bytes from `offset` on. */
static void add(struct rig *r, uint32_t offset, uint32_t length)
{
	uint32_t piece = 2 * r->batch.count;
	uint32_t head = length < 54 ? length : 54;

	r->pieces[piece] = (struct udp_piece){ UDP_FRAMES, offset, head };
	r->pieces[piece + 1] = (struct udp_piece){ UDP_FRAMES, offset + head, length - head };
	r->messages[r->batch.count++] = (struct udp_message){ .first = piece, .count = 2 };
}

static struct burst_received cut(struct rig *r, uint32_t max)
{
	struct burst_area area = { r->slab, DATA, SIZE, 0 };

	return stream_cut(r->in, &area, max);
}

static int is_frame(const struct rig *r, uint32_t frame, uint32_t offset, uint32_t length)
{
	const struct descriptor *d = burst_descriptor(r->slab, frame);

	return d->length == length && memcmp(r->slab + d->start, r->frames + offset, length) == 0 &&
	       d->offload.flags == 0 && d->offload.gso_type == 0 && d->vid == 0;
}

static void frames_keep_their_bytes_and_their_order(void)
{
	struct rig *r = open_rig(1 << 20);
	struct burst_received cuts;

	add(r, 0, 60);
	add(r, 100, 1514);
	add(r, 7, 0);
	add(r, 9000, 65000);
	check(stream_send(r->ours, &r->batch, r->out) == 0 && r->out->end == 0, "all is sent");
	check(stream_fill(r->theirs, r->in) == 60 + 1514 + 65000 + 4 * STREAM_PREFIX, "it comes in one read");
	cuts = cut(r, BURST_CAPACITY);
	check(cuts.frames == 4 && cuts.error == 0 && cuts.lost == 0, "four frames");
	check(is_frame(r, 0, 0, 60) && is_frame(r, 1, 100, 1514) && is_frame(r, 2, 0, 0) && is_frame(r, 3, 9000, 65000),
	      "each as it was, one of no length, too");
	check(cut(r, BURST_CAPACITY).frames == 0, "no more");
	check(stream_fill(r->theirs, r->in) == -EAGAIN, "nothing is there");
	close_rig(r);
}

static void what_a_burst_has_no_room_for_waits(void)
{
	struct rig *r = open_rig(1 << 20);

	for (uint32_t i = 0; i < 100; i++)
		add(r, i, 60);
	stream_send(r->ours, &r->batch, r->out);
	stream_fill(r->theirs, r->in);
	check(cut(r, BURST_CAPACITY).frames == 64 && is_frame(r, 63, 63, 60), "a full burst");
	check(cut(r, 10).frames == 10 && is_frame(r, 0, 64, 60), "as many as wanted");
	check(cut(r, BURST_CAPACITY).frames == 26 && is_frame(r, 25, 99, 60), "the rest");
	close_rig(r);
}

static void a_frame_may_come_byte_by_byte(void)
{
	struct rig *r = open_rig(1 << 20);
	uint8_t bytes[STREAM_PREFIX + 60] = { 0, 0, 0, 60 };
	int frames = 0;

	memcpy(bytes + STREAM_PREFIX, r->frames, 60);
	for (size_t i = 0; i < 3 * sizeof(bytes); i++) {
		check(write(r->ours, bytes + i % sizeof(bytes), 1) == 1, "the test writes");
		check(stream_fill(r->theirs, r->in) == 1, "a byte");
		frames += cut(r, BURST_CAPACITY).frames;
		check(frames == (int)((i + 1) / sizeof(bytes)), "a frame when its last byte is there");
	}
	check(is_frame(r, 0, 0, 60), "the last one is as it was");
	close_rig(r);
}

static void a_length_that_no_frame_has_ends_it(uint32_t length)
{
	struct rig *r = open_rig(1 << 20);
	uint32_t lengths[3] = { htonl(4), 0x01020304, htonl(length) };
	struct burst_received cuts;

	check(write(r->ours, lengths, sizeof(lengths)) == sizeof(lengths), "the test writes");
	stream_fill(r->theirs, r->in);
	cuts = cut(r, BURST_CAPACITY);
	check(cuts.frames == 1 && cuts.error == EBADMSG, "the frame before is good");
	cuts = cut(r, BURST_CAPACITY);
	check(cuts.frames == 0 && cuts.error == EBADMSG, "nothing comes behind");
	close_rig(r);
}

static void the_longest_frame_comes_and_a_longer_one_does_not_go(void)
{
	struct rig *r = open_rig(1 << 20);

	add(r, 0, BURST_MAX_FRAME);
	add(r, 0, BURST_MAX_FRAME + 1);
	add(r, 0, 60);
	check(stream_send(r->ours, &r->batch, r->out) == 1, "one is refused");
	check(r->messages[0].error == 0 && r->messages[1].error == EMSGSIZE && r->messages[2].error == 0, "the long one");
	for (uint32_t bytes = 0; bytes < STREAM_PREFIX + BURST_MAX_FRAME;) {
		int32_t n = stream_fill(r->theirs, r->in);

		check(n > 0, "it goes on");
		bytes += (uint32_t)n;
	}
	stream_fill(r->theirs, r->in);
	check(cut(r, 1).frames == 1 && is_frame(r, 0, 0, BURST_MAX_FRAME), "the longest");
	check(cut(r, 1).frames == 1 && is_frame(r, 0, 0, 60), "the last");
	close_rig(r);
}

static void pieces_outside_are_refused_alone(void)
{
	struct rig *r = open_rig(1 << 20);

	add(r, 0, 60);
	add(r, FRAMES - 10, 60);
	add(r, 60, 60);
	r->messages[2].first = UDP_PIECES;
	add(r, 0, 70);
	check(stream_send(r->ours, &r->batch, r->out) == 2, "two");
	check(r->messages[1].error == EFAULT && r->messages[2].error == EFAULT, "those");
	stream_fill(r->theirs, r->in);
	check(cut(r, BURST_CAPACITY).frames == 2 && is_frame(r, 0, 0, 60) && is_frame(r, 1, 0, 70), "the others go");
	close_rig(r);
}

/* Reads everything and requires whole frames of `length` bytes in any number. */
static int drain(struct rig *r, uint32_t length)
{
	int frames = 0;

	while (stream_fill(r->theirs, r->in) > 0) {
		struct burst_received cuts;

		do {
			cuts = cut(r, BURST_CAPACITY);
			for (uint32_t i = 0; i < cuts.frames; i++)
				check(is_frame(r, i, 0, length), "a whole frame");
			check(cuts.error == 0, "no length is damaged");
			frames += cuts.frames;
		} while (cuts.frames > 0);
	}
	return frames;
}

/* The reader is slow: what does not fit is refused, what has begun ends, and nothing is sent into its middle. */
static void a_frame_that_has_begun_ends(uint32_t length)
{
	struct rig *r = open_rig(4096);
	int sent = 0;
	int received = 0;

	for (int round = 0; round < 200; round++) {
		r->batch.count = 0;
		for (int i = 0; i < 8; i++)
			add(r, 0, length);
		sent += 8 - (int)stream_send(r->ours, &r->batch, r->out);
		if (round % 10 == 9)
			received += drain(r, length);
	}
	while (stream_flush(r->ours, r->out) == EAGAIN)
		received += drain(r, length);
	received += drain(r, length);
	check(received == sent && sent > 0, "what counts as sent arrives");
	check(sent < 1600, "and not all was");
	check(r->in->begin == r->in->end, "nothing is left");
	close_rig(r);
}

static void an_end_is_told(void)
{
	struct rig *r = open_rig(1 << 20);

	shutdown(r->theirs, SHUT_WR);
	check(stream_fill(r->ours, r->in) == 0, "the peer has ended");
	close(r->theirs);
	r->theirs = -1;
	add(r, 0, 60);
	check(stream_send(r->ours, &r->batch, r->out) == 1 && r->messages[0].error == EPIPE, "no signal, an error");
	check(stream_fill(-1, r->in) == -EBADF, "nor a descriptor");
	close_rig(r);
}

static void a_full_buffer_is_not_the_end(void)
{
	struct rig *r = open_rig(1 << 20);
	uint8_t *zeros = calloc(1, STREAM_ROOM + 1);

	check(write(r->ours, zeros, STREAM_ROOM + 1) == STREAM_ROOM + 1, "the test writes");
	while (r->in->end < STREAM_ROOM)
		check(stream_fill(r->theirs, r->in) > 0, "it fills");
	check(stream_fill(r->theirs, r->in) == -ENOBUFS, "whole frames have to be cut");
	check(cut(r, 1).frames == 1 && stream_fill(r->theirs, r->in) == 1, "then there is room");
	free(zeros);
	close_rig(r);
}

int main(void)
{
	frames_keep_their_bytes_and_their_order();
	what_a_burst_has_no_room_for_waits();
	a_frame_may_come_byte_by_byte();
	a_length_that_no_frame_has_ends_it(BURST_MAX_FRAME + 1);
	a_length_that_no_frame_has_ends_it(0xffffffff);
	a_length_that_no_frame_has_ends_it(0x80000000);
	the_longest_frame_comes_and_a_longer_one_does_not_go();
	pieces_outside_are_refused_alone();
	a_frame_that_has_begun_ends(60);
	a_frame_that_has_begun_ends(1514);
	a_frame_that_has_begun_ends(65000);
	an_end_is_told();
	a_full_buffer_is_not_the_end();
	return conclude("burst_stream_test");
}
