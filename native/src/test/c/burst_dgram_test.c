/* Frames in datagrams, over unix sockets by name and over a connected UDP socket. */
#define _GNU_SOURCE
#include "burst_dgram.h"
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + 8 * 65664)
#define FRAMES 200000

struct rig {
	int sender;
	int receiver;
	struct sockaddr_un name;
	uint32_t name_length;
	uint8_t *slab;
	uint8_t *frames;
	struct udp_message messages[UDP_MESSAGES];
	struct udp_piece pieces[UDP_PIECES];
	struct udp_batch batch;
};

static struct rig *new_rig(int family)
{
	struct rig *r = calloc(1, sizeof(*r));

	r->sender = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	r->receiver = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	r->slab = aligned_alloc(BURST_LINE, SIZE);
	r->frames = malloc(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		r->frames[i] = (uint8_t)(i * 7 >> 4);
	r->batch.messages = r->messages;
	r->batch.pieces = r->pieces;
	r->batch.areas[UDP_FRAMES].start = r->frames;
	r->batch.areas[UDP_FRAMES].size = FRAMES;
	return r;
}

/* The receiver has a name that only this process and network namespace knows (unix(7), abstract). */
static struct rig *open_unix(void)
{
	struct rig *r = new_rig(AF_UNIX);

	r->name.sun_family = AF_UNIX;
	r->name_length = (uint32_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				    (size_t)snprintf(r->name.sun_path + 1, 64, "taplane-dgram-test-%d", (int)getpid()));
	if (bind(r->receiver, (struct sockaddr *)&r->name, r->name_length) != 0)
		abort();
	return r;
}

static struct rig *open_udp(void)
{
	struct rig *r = new_rig(AF_INET);
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(v4);

	if (bind(r->receiver, (struct sockaddr *)&v4, length) != 0 ||
	    getsockname(r->receiver, (struct sockaddr *)&v4, &length) != 0 ||
	    connect(r->sender, (struct sockaddr *)&v4, length) != 0)
		abort();
	return r;
}

static void close_rig(struct rig *r)
{
	close(r->sender);
	close(r->receiver);
	free(r->slab);
	free(r->frames);
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

static uint32_t send_all(struct rig *r)
{
	return burst_dgram_send(r->sender, &r->batch, &r->name, r->name_length);
}

static struct burst_received receive(struct rig *r, uint32_t max)
{
	struct burst_area area = { r->slab, DATA, SIZE, 0 };

	return burst_dgram_receive(r->receiver, &area, max);
}

static int is_frame(const struct rig *r, uint32_t frame, uint32_t offset, uint32_t length)
{
	const struct descriptor *d = burst_descriptor(r->slab, frame);

	return d->length == length && memcmp(r->slab + d->start, r->frames + offset, length) == 0 &&
	       d->offload.flags == 0 && d->offload.gso_type == 0 && d->vid == 0;
}

static void a_datagram_is_a_frame(struct rig *r)
{
	add(r, 0, 60);
	add(r, 100, 1514);
	add(r, FRAMES - 10, 60);
	add(r, 9000, 60000);
	check(send_all(r) == 1 && r->messages[2].error == EFAULT, "what is outside is refused alone");
	check(receive(r, 1).frames == 1 && is_frame(r, 0, 0, 60), "as many as wanted");
	check(receive(r, BURST_CAPACITY).frames == 2 && is_frame(r, 0, 100, 1514) && is_frame(r, 1, 9000, 60000),
	      "the rest, in order");
	check(receive(r, BURST_CAPACITY).frames == 0, "no more");
	close_rig(r);
}

static void what_is_longer_than_a_frame_is_lost(void)
{
	struct rig *r = open_unix();
	struct burst_received received;
	int buffer = 1 << 20;

	setsockopt(r->sender, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	add(r, 0, BURST_MAX_FRAME + 1);
	add(r, 0, BURST_MAX_FRAME);
	check(send_all(r) == 0, "the kernel takes it");
	received = receive(r, BURST_CAPACITY);
	check(received.frames == 1 && received.lost == 1 && received.error == 0, "one is too long");
	check(is_frame(r, 0, 0, BURST_MAX_FRAME), "the other is not");
	close_rig(r);
}

static void a_full_peer_refuses_the_rest(void)
{
	struct rig *r = open_unix();
	uint32_t refused;
	uint32_t arrived = 0;
	uint32_t more;

	for (uint32_t i = 0; i < UDP_MESSAGES; i++)
		add(r, i, 60);
	for (refused = 0; refused == 0;)
		refused = send_all(r);
	check(r->messages[UDP_MESSAGES - 1].error == EAGAIN, "it takes no more");
	while ((more = receive(r, BURST_CAPACITY).frames) > 0)
		arrived += more;
	check((arrived + refused) % UDP_MESSAGES == 0, "what is not refused arrives");
	close_rig(r);
}

static void nobody_refuses_all(void)
{
	struct rig *r = open_unix();

	close(r->receiver);
	add(r, 0, 60);
	add(r, 60, 60);
	check(send_all(r) == 2 && r->messages[1].error == ECONNREFUSED, "nobody is there");
	r->receiver = -1;
	close_rig(r);
}

static void a_peer_that_was_away_is_no_error_of_receiving(void)
{
	struct rig *r = open_udp();
	struct burst_area area = { r->slab, DATA, SIZE, 0 };
	struct burst_received received;

	close(r->receiver);
	r->receiver = -1;
	add(r, 0, 60);
	check(send_all(r) == 0, "the first is sent into the void");
	received = burst_dgram_receive(r->sender, &area, BURST_CAPACITY);
	check(received.frames == 0 && received.lost == 0 && received.error == 0, "which is not the reader's business");
	check(burst_dgram_receive(-1, &area, 1).error == EBADF, "unlike a descriptor that is none");
	close_rig(r);
}

int main(void)
{
	a_datagram_is_a_frame(open_unix());
	a_datagram_is_a_frame(open_udp());
	what_is_longer_than_a_frame_is_lost();
	a_full_peer_refuses_the_rest();
	nobody_refuses_all();
	a_peer_that_was_away_is_no_error_of_receiving();
	return conclude("burst_dgram_test");
}
