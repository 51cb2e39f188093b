#define _GNU_SOURCE
#include "burst_udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

union peer {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* What comes beside a datagram: its TOS or traffic class, and UDP_GRO's length. */
union controls {
	char bytes[2 * CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void set_source(struct descriptor *d, const union peer *peer)
{
	if (peer->any.sa_family == AF_INET6) {
		memcpy(d->source, &peer->v6.sin6_addr, sizeof(d->source));
		d->source_port = ntohs(peer->v6.sin6_port);
		return;
	}
	d->source[10] = d->source[11] = 0xff;
	memcpy(d->source + 12, &peer->v4.sin_addr, sizeof(peer->v4.sin_addr));
	d->source_port = ntohs(peer->v4.sin_port);
}

/* 0 if the kernel had no room for it. */
static int int_of(struct cmsghdr *c)
{
	int value = 0;

	if (c->cmsg_len >= CMSG_LEN(sizeof(value)))
		memcpy(&value, CMSG_DATA(c), sizeof(value));
	return value;
}

/* The length that all datagrams of a bundle have but the last; what is no such length says nothing. */
static void set_segment(struct descriptor *d, int size)
{
	if (size > 0 && size <= UINT16_MAX && (uint32_t)size < d->length)
		d->offload.gso_size = (uint16_t)size;
}

/* IPv4 tells the TOS as one byte, IPv6 the traffic class as an int (ip(7), ipv6(7)). */
static void set_control(struct descriptor *d, struct cmsghdr *c)
{
	if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS && c->cmsg_len > CMSG_LEN(0))
		d->outer_tos = *(const uint8_t *)CMSG_DATA(c);
	if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS)
		d->outer_tos = (uint8_t)int_of(c);
	if (c->cmsg_level == IPPROTO_UDP && c->cmsg_type == UDP_GRO)
		set_segment(d, int_of(c));
}

static void set_controls(struct descriptor *d, struct msghdr *message)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c))
		set_control(d, c);
}

/* Fills descriptor `frame`; 0 or an errno. */
static int receive_one(int fd, struct burst_area *area, uint32_t frame, uint32_t start)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);
	union peer peer;
	union controls control;
	struct iovec whole = { area->slab + start, BURST_MAX_FRAME };
	struct msghdr message = { .msg_name = &peer, .msg_namelen = sizeof(peer), .msg_iov = &whole,
				  .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);

	if (n < 0)
		return errno;
	if (message.msg_flags & MSG_TRUNC)
		return EFAULT; /* as in burst_packet.c */
	burst_fill(area, frame, start, (uint32_t)n);
	memset(&d->offload, 0, sizeof(d->offload));
	set_source(d, &peer);
	set_controls(d, &message);
	return 0;
}

/*
 * One call a datagram: so they lie one behind the other whatever their length, as burst_area.c wants them. A bundle
 * is the last of its burst: whoever takes it apart may need all the other descriptors.
 */
struct burst_received burst_udp_receive(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t start;

	for (uint32_t tries = 0; tries < max && (start = burst_room(area)) != 0; tries++) {
		int error = receive_one(fd, area, r.frames, start);

		if (error && !burst_tries_on(&r, error))
			break;
		if (!error && burst_descriptor(area->slab, r.frames++)->offload.gso_size != 0)
			break;
	}
	return r;
}
