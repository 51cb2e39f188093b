/* Bursts of datagrams over the loopback interface. */
#define _GNU_SOURCE
#include "burst_udp.h"
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <unistd.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + 16 * 65664)
#define FRAMES 200000

typedef struct burst_received receiver(int fd, struct burst_area *area, uint32_t max);

/* Two sending sockets, one receiver, and a table whose pieces point into `frames`. */
struct rig {
	int receiver;
	int sockets[2];
	uint8_t *slab;
	uint8_t *frames;
	struct udp_message messages[UDP_MESSAGES];
	struct udp_piece pieces[UDP_PIECES];
	struct udp_batch batch;
};

static struct in6_addr loopback(int family)
{
	struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 } };

	return family == AF_INET ? mapped : in6addr_loopback;
}

static int open_socket(int family, uint16_t *port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	struct sockaddr *name = family == AF_INET ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6;
	socklen_t length = family == AF_INET ? sizeof(v4) : sizeof(v6);
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int on = 1;

	if (fd < 0 || bind(fd, name, length) != 0 || getsockname(fd, name, &length) != 0)
		abort();
	setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof(on));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof(on));
	*port = family == AF_INET ? v4.sin_port : v6.sin6_port;
	return fd;
}

static struct rig *open_rig(int family)
{
	struct rig *r = calloc(1, sizeof(*r));
	uint16_t ignored;

	r->receiver = open_socket(family, &r->batch.port);
	r->sockets[0] = open_socket(family, &ignored);
	r->sockets[1] = open_socket(family, &ignored);
	r->slab = aligned_alloc(BURST_LINE, SIZE);
	memset(r->slab, 0xa5, SIZE);
	r->frames = malloc(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		r->frames[i] = (uint8_t)(i >> 3);
	r->batch.messages = r->messages;
	r->batch.pieces = r->pieces;
	r->batch.areas[UDP_FRAMES].start = r->frames;
	r->batch.areas[UDP_FRAMES].size = FRAMES;
	return r;
}

static void close_rig(struct rig *r)
{
	close(r->receiver);
	close(r->sockets[0]);
	close(r->sockets[1]);
	free(r->slab);
	free(r->frames);
	free(r);
}

static struct udp_message *add(struct rig *r, int family, uint32_t first, uint32_t count)
{
	struct udp_message *m = &r->messages[r->batch.count++];
	struct in6_addr to = loopback(family);

	memset(m, 0, sizeof(*m));
	m->first = first;
	m->count = count;
	m->tos = -1;
	memcpy(m->destination, &to, sizeof(to));
	return m;
}

static uint32_t flush(struct rig *r)
{
	return burst_udp_send(&r->batch, r->sockets, 2);
}

static int receive_by(receiver *by, struct rig *r)
{
	struct burst_area area = { r->slab, DATA, SIZE, 0 };

	return by(r->receiver, &area, BURST_CAPACITY).frames;
}

static int receive(struct rig *r)
{
	return receive_by(burst_udp_receive, r);
}

static int receive_few(struct rig *r)
{
	return receive_by(burst_udp_receive_few, r);
}

static void coalesce(struct rig *r)
{
	int on = 1;

	if (setsockopt(r->receiver, IPPROTO_UDP, UDP_GRO, &on, sizeof(on)) != 0)
		abort();
}

static void pieces_become_one_datagram(int family)
{
	struct rig *r = open_rig(family);
	struct descriptor *d = burst_descriptor(r->slab, 0);
	struct in6_addr from = loopback(family);
	struct udp_message *m = add(r, family, 0, 2);

	m->tos = 0xb9;
	r->pieces[0] = (struct udp_piece){ UDP_FRAMES, 8, 100 };
	r->pieces[1] = (struct udp_piece){ UDP_FRAMES, 5000, 1 };
	check(receive(r) == 0, "an empty queue gives 0");
	check(flush(r) == 0 && m->error == 0, "it goes out");
	check(receive(r) == 1, "it arrives");
	check(d->length == 101, "with the length of both pieces");
	check(memcmp(r->slab + d->start, r->frames + 8, 100) == 0, "the first piece's bytes");
	check(r->slab[d->start + 100] == r->frames[5000], "then the second's");
	check(memcmp(d->source, &from, sizeof(from)) == 0, "it tells its source");
	check(d->source_port != 0 && htons((uint16_t)d->source_port) != r->batch.port, "and the source port");
	check(d->outer_tos == 0xb9, "and its TOS");
	check(d->offload.flags == 0 && d->offload.gso_type == 0 && d->vid == 0, "and nothing else");
	close_rig(r);
}

static void a_message_with_a_segment_size_is_cut(int family)
{
	struct rig *r = open_rig(family);
	struct udp_message *m = add(r, family, 0, 1);

	m->segment = 1000;
	m->tos = 3;
	r->pieces[0] = (struct udp_piece){ UDP_FRAMES, 0, 2500 };
	check(flush(r) == 0, "it goes out");
	check(receive(r) == 3, "as three datagrams");
	check(burst_descriptor(r->slab, 1)->length == 1000, "of the size asked for");
	check(burst_descriptor(r->slab, 2)->length == 500, "the last of the rest");
	check(burst_descriptor(r->slab, 2)->outer_tos == 3, "each with the TOS");
	close_rig(r);
}

/* As one descriptor, by one call: the kernel does not cut it for a socket that can do without. */
static void a_coalescing_socket_gets_it_uncut(int family)
{
	struct rig *r = open_rig(family);
	struct descriptor *d = burst_descriptor(r->slab, 0);
	struct in6_addr from = loopback(family);
	struct udp_message *m = add(r, family, 0, 1);

	coalesce(r);
	m->segment = 1000;
	m->tos = 3;
	r->pieces[0] = (struct udp_piece){ UDP_FRAMES, 0, 60500 };
	r->pieces[1] = (struct udp_piece){ UDP_FRAMES, 0, 7 };
	add(r, family, 1, 1);
	check(flush(r) == 0, "both go out");
	check(receive(r) == 1, "a bundle is the last of its burst");
	check(d->length == 60500 && d->offload.gso_size == 1000, "with the length of its datagrams");
	check(memcmp(r->slab + d->start, r->frames, 60500) == 0, "with the bytes of all");
	check(d->outer_tos == 3 && memcmp(d->source, &from, sizeof(from)) == 0, "with TOS and source");
	check(receive(r) == 1 && d->length == 7, "then comes the next");
	check(d->offload.gso_size == 0, "which is one datagram");
	close_rig(r);
}

/* One message of each of these lengths, whose bytes begin behind `i`. */
static void send_lengths(struct rig *r, int family, const uint32_t *lengths, uint32_t count)
{
	r->batch.count = 0;
	for (uint32_t i = 0; i < count; i++) {
		r->pieces[i] = (struct udp_piece){ UDP_FRAMES, i, lengths[i] };
		add(r, family, i, 1);
	}
	check(flush(r) == 0, "all go out");
}

static void check_lengths(struct rig *r, const uint32_t *lengths, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct descriptor *d = burst_descriptor(r->slab, i);

		check(d->length == lengths[i], "in order, each as long as it was");
		check(memcmp(r->slab + d->start, r->frames + i, d->length) == 0, "byte for byte");
		check((d->start - BURST_HEADROOM) % BURST_LINE == 0, "and aligned");
	}
}

static void few_calls_bring_a_burst(int family)
{
	static const uint32_t lengths[20] = { 1, 0, 2048, 2000, 60, 1, 0, 2048, 2000, 60, 1, 0, 2048, 2000, 60, 5 };
	struct rig *r = open_rig(family);
	struct in6_addr from = loopback(family);

	check(receive_few(r) == 0, "an empty queue gives 0");
	send_lengths(r, family, lengths, 20);
	check(receive_few(r) == 20, "short ones come in one burst");
	check_lengths(r, lengths, 20);
	check(memcmp(burst_descriptor(r->slab, 9)->source, &from, sizeof(from)) == 0, "each tells its source");
	close_rig(r);
}

static void a_long_one_ends_the_burst(int family)
{
	static const uint32_t lengths[] = { 10, 2049, 65000, 20, 2048, 9000, 30, 40, 50, 60 };
	struct rig *r = open_rig(family);

	send_lengths(r, family, lengths, 10);
	check(receive_few(r) == UDP_FEW, "what came by the same call is there");
	check_lengths(r, lengths, UDP_FEW);
	check(receive_few(r) == 10 - UDP_FEW, "then the rest");
	check(burst_descriptor(r->slab, 1)->length == 60, "whole");
	close_rig(r);
}

static void bundles_come_among_others(int family)
{
	struct rig *r = open_rig(family);

	coalesce(r);
	for (uint32_t i = 0; i < 5; i++) {
		r->pieces[i] = (struct udp_piece){ UDP_FRAMES, i, i & 1 ? 30500 : 7 };
		add(r, family, i, 1)->segment = i & 1 ? 1000 : 0;
	}
	check(flush(r) == 0, "all go out");
	check(receive_few(r) == 5, "all come");
	for (uint32_t i = 0; i < 5; i++) {
		struct descriptor *d = burst_descriptor(r->slab, i);

		check(d->length == (i & 1 ? 30500 : 7), "with the length of their datagrams");
		check(d->offload.gso_size == (i & 1 ? 1000 : 0), "and say which are bundles");
		check(memcmp(r->slab + d->start, r->frames + i, d->length) == 0, "byte for byte");
	}
	close_rig(r);
}

/* Nothing is written behind the area, and frames that have come do not lose a byte to those that come later. */
static void few_stay_within_a_small_area(void)
{
	struct rig *r = open_rig(AF_INET);
	uint32_t lengths[6] = { 60, 65507, 61, 65507, 62, 63 };
	struct burst_area area = { r->slab, DATA, DATA + 3 * 70000, 0 };
	uint32_t seen = 0;
	int count;

	send_lengths(r, AF_INET, lengths, 6);
	while ((count = burst_udp_receive_few(r->receiver, &area, BURST_CAPACITY).frames) > 0) {
		check(count <= 3, "no more than there is room for");
		for (int i = 0; i < count; i++, seen++) {
			struct descriptor *d = burst_descriptor(r->slab, (uint32_t)i);

			check(d->length == lengths[seen], "in order");
			check(memcmp(r->slab + d->start, r->frames + seen, d->length) == 0, "byte for byte");
		}
		area.cursor = DATA;
	}
	check(seen == 6, "none is missing");
	check(r->slab[DATA + 3 * 70000] == 0xa5, "nothing is behind the area");
	area.end = DATA + 60000;
	send_lengths(r, AF_INET, lengths, 1);
	check(burst_udp_receive_few(r->receiver, &area, BURST_CAPACITY).frames == 0, "an area without room takes none");
	close_rig(r);
}

static void every_datagram_length_arrives(receiver *by)
{
	struct rig *r = open_rig(AF_INET);

	for (uint32_t length = 0; length <= 65507; length += length < 64 ? 1 : 3271) {
		struct descriptor *d = burst_descriptor(r->slab, 0);

		r->batch.count = 0;
		add(r, AF_INET, 0, 1);
		r->pieces[0] = (struct udp_piece){ UDP_FRAMES, 64, length };
		check(flush(r) == 0, "it goes out");
		check(receive_by(by, r) == 1 && d->length == length, "it arrives whole");
		check(memcmp(r->slab + d->start, r->frames + 64, length) == 0, "byte for byte");
	}
	close_rig(r);
}

static void order_is_kept_on_each_socket(void)
{
	struct rig *r = open_rig(AF_INET);
	uint32_t next[2] = { 0, 1 };
	int count;

	for (uint32_t i = 0; i < 150; i++) {
		add(r, AF_INET, i, 1)->socket = i & 1;
		r->pieces[i] = (struct udp_piece){ UDP_FRAMES, 0, i };
	}
	check(flush(r) == 0, "all go out");
	for (int total = 0; total < 150 && (count = receive(r)) > 0; total += count)
		for (int i = 0; i < count; i++) {
			uint32_t length = burst_descriptor(r->slab, (uint32_t)i)->length;

			check(length == next[length & 1], "in order");
			next[length & 1] = length + 2;
		}
	check(next[0] == 150 && next[1] == 151, "none is missing");
	close_rig(r);
}

static void a_bad_message_is_refused_alone(void)
{
	struct rig *r = open_rig(AF_INET);
	static const struct udp_piece bad[] = {
		{ UDP_AREAS, 0, 1 },
		{ UDP_FRAMES, FRAMES + 1, 0 },
		{ UDP_FRAMES, FRAMES - 10, 11 },
		{ UDP_FRAMES, UINT32_MAX, UINT32_MAX },
		{ UDP_HEADERS, 0, 1 },
	};
	uint32_t count = sizeof(bad) / sizeof(*bad);

	for (uint32_t i = 0; i < count; i++) {
		add(r, AF_INET, i, 1);
		r->pieces[i] = bad[i];
	}
	add(r, AF_INET, 0, 1)->socket = 2;
	add(r, AF_INET, UDP_PIECES, 1);
	add(r, AF_INET, UINT32_MAX, 2);
	add(r, AF_INET, 1, UINT32_MAX);
	add(r, AF_INET, count, 1);
	r->pieces[count] = (struct udp_piece){ UDP_FRAMES, 0, 65508 };
	add(r, AF_INET, count + 1, 1);
	r->pieces[count + 1] = (struct udp_piece){ UDP_FRAMES, 0, 7 };
	check(flush(r) == count + 5, "each bad one is refused");
	check(r->messages[0].error == EFAULT, "a piece outside its area");
	check(r->messages[count].error == EINVAL, "a socket that is not there");
	check(r->messages[count + 4].error == EMSGSIZE, "what is too long for the kernel");
	check(receive(r) == 1 && burst_descriptor(r->slab, 0)->length == 7, "the good one arrives");
	close_rig(r);
}

static void as_many_pieces_as_fit_one_call(void)
{
	struct rig *r = open_rig(AF_INET);

	for (uint32_t i = 0; i < UDP_PIECES; i++)
		r->pieces[i] = (struct udp_piece){ UDP_FRAMES, i, 1 };
	add(r, AF_INET, 0, UDP_PIECES);
	add(r, AF_INET, 0, 600);
	add(r, AF_INET, 600, 424);
	check(flush(r) == 0, "all go out");
	check(receive(r) == 3, "all arrive");
	check(burst_descriptor(r->slab, 0)->length == UDP_PIECES, "whole");
	close_rig(r);
}

int main(void)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (int i = 0; i < 2; i++) {
		pieces_become_one_datagram(families[i]);
		a_message_with_a_segment_size_is_cut(families[i]);
		a_coalescing_socket_gets_it_uncut(families[i]);
		few_calls_bring_a_burst(families[i]);
		a_long_one_ends_the_burst(families[i]);
		bundles_come_among_others(families[i]);
	}
	every_datagram_length_arrives(burst_udp_receive);
	every_datagram_length_arrives(burst_udp_receive_few);
	few_stay_within_a_small_area();
	order_is_kept_on_each_socket();
	a_bad_message_is_refused_alone();
	as_many_pieces_as_fit_one_call();
	return conclude("burst_udp_test");
}
