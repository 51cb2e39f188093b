#define _GNU_SOURCE
#include "burst_udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#define GROUP 64
#define PENDING (-1)

/* Messages of one socket that one sendmmsg takes: at most GROUP of them and UDP_PIECES pieces. */
struct group {
	uint32_t count;
	uint32_t pieces;
	struct udp_message *messages[GROUP];
	struct mmsghdr headers[GROUP];
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} names[GROUP];
	union {
		char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(uint16_t))];
		struct cmsghdr align;
	} controls[GROUP];
	struct iovec parts[UDP_PIECES];
};

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static int is_ipv4(const struct udp_message *m)
{
	return memcmp(m->destination, mapped, sizeof(mapped)) == 0;
}

static void set_name(struct group *g, struct msghdr *header, const struct udp_message *m, uint16_t port)
{
	header->msg_name = &g->names[g->count];
	if (is_ipv4(m)) {
		struct sockaddr_in *v4 = &g->names[g->count].v4;

		*v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = port };
		memcpy(&v4->sin_addr, m->destination + sizeof(mapped), sizeof(v4->sin_addr));
		header->msg_namelen = sizeof(*v4);
	} else {
		struct sockaddr_in6 *v6 = &g->names[g->count].v6;

		*v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = port };
		memcpy(&v6->sin6_addr, m->destination, sizeof(v6->sin6_addr));
		header->msg_namelen = sizeof(*v6);
	}
}

static void add_control(struct msghdr *header, int level, int type, const void *value, size_t length)
{
	struct cmsghdr *c = (struct cmsghdr *)((char *)header->msg_control + header->msg_controllen);

	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(length);
	memcpy(CMSG_DATA(c), value, length);
	header->msg_controllen += CMSG_SPACE(length);
}

static void set_controls(struct group *g, struct msghdr *header, const struct udp_message *m)
{
	int tos = m->tos;

	memset(&g->controls[g->count], 0, sizeof(g->controls[g->count]));
	header->msg_control = &g->controls[g->count];
	if (tos >= 0)
		add_control(header, is_ipv4(m) ? IPPROTO_IP : IPPROTO_IPV6, is_ipv4(m) ? IP_TOS : IPV6_TCLASS, &tos,
			    sizeof(tos));
	if (m->segment != 0)
		add_control(header, IPPROTO_UDP, UDP_SEGMENT, &m->segment, sizeof(m->segment));
}

static int is_well_formed(const struct udp_message *m, uint32_t socket_count)
{
	return m->socket < socket_count && udp_has_pieces(m);
}

/* Adds the message, or settles it with an error. */
static void add(struct group *g, const struct udp_batch *b, struct udp_message *m)
{
	struct msghdr *header = &g->headers[g->count].msg_hdr;

	memset(header, 0, sizeof(*header));
	header->msg_iov = g->parts + g->pieces;
	header->msg_iovlen = m->count;
	m->error = udp_parts(b, m, header->msg_iov);
	if (m->error)
		return;
	set_name(g, header, m, b->port);
	set_controls(g, header, m);
	m->error = PENDING;
	g->messages[g->count++] = m;
	g->pieces += m->count;
}

/* Gathers what waits for the socket of message `from`, in order, as much as one call takes. */
static void gather(struct group *g, const struct udp_batch *b, uint32_t from)
{
	uint16_t socket = b->messages[from].socket;

	g->count = 0;
	g->pieces = 0;
	for (uint32_t i = from; i < b->count && g->count < GROUP; i++) {
		struct udp_message *m = b->messages + i;

		if (m->error != PENDING || m->socket != socket)
			continue;
		if (g->pieces + m->count > UDP_PIECES)
			return;
		add(g, b, m);
	}
}

static void settle(struct group *g, uint32_t from, uint32_t to, int error)
{
	while (from < to)
		g->messages[from++]->error = error;
}

/* A full socket refuses the whole rest; any other refusal is the one message's own. */
static void send_group(struct group *g, int fd)
{
	uint32_t done = 0;

	while (done < g->count) {
		int n = sendmmsg(fd, g->headers + done, g->count - done, MSG_DONTWAIT);
		int error = n < 0 ? errno : 0;

		if (error == EINTR)
			continue;
		n = error == EAGAIN || error == ENOBUFS ? (int)(g->count - done) : error ? 1 : n;
		settle(g, done, done + (uint32_t)n, error);
		done += (uint32_t)n;
	}
}

uint32_t burst_udp_send(struct udp_batch *b, const int *sockets, uint32_t socket_count)
{
	struct group g;

	for (uint32_t i = 0; i < b->count; i++)
		b->messages[i].error = is_well_formed(b->messages + i, socket_count) ? PENDING : EINVAL;
	for (uint32_t i = 0; i < b->count; i++)
		while (b->messages[i].error == PENDING) {
			gather(&g, b, i);
			send_group(&g, sockets[b->messages[i].socket]);
		}
	return udp_refused(b);
}
