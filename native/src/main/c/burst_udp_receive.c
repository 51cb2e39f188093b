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
struct controls {
	_Alignas(struct cmsghdr) char bytes[2 * CMSG_SPACE(sizeof(int))];
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

/* What recvmsg fills in beside the bytes. */
struct place {
	union peer peer;
	struct controls control;
	struct iovec parts[2];
};

static void prepare(struct msghdr *message, struct place *p, size_t parts)
{
	*message = (struct msghdr){ .msg_name = &p->peer, .msg_namelen = sizeof(p->peer), .msg_iov = p->parts,
				    .msg_iovlen = parts, .msg_control = &p->control,
				    .msg_controllen = sizeof(p->control) };
}

static void describe(struct burst_area *area, uint32_t frame, uint32_t start, uint32_t length, struct msghdr *message)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);

	burst_fill(area, frame, start, length);
	memset(&d->offload, 0, sizeof(d->offload));
	set_source(d, message->msg_name);
	set_controls(d, message);
}

/* Fills descriptor `frame`; 0 or an errno. */
static int receive_one(int fd, struct burst_area *area, uint32_t frame, uint32_t start)
{
	struct place p = { .parts = { { area->slab + start, BURST_MAX_FRAME } } };
	struct msghdr message;
	ssize_t n;

	prepare(&message, &p, 1);
	n = recvmsg(fd, &message, MSG_DONTWAIT);
	if (n < 0)
		return errno;
	if (message.msg_flags & MSG_TRUNC)
		return EFAULT; /* as in burst_packet.c */
	describe(area, frame, start, (uint32_t)n, &message);
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

/* Of a call that takes several: the first bytes of each, and where it goes on if it is longer. */
#define SHORT_STRIDE (UDP_SHORT + BURST_LINE)
#define WHOLE_STRIDE (BURST_LINE + (BURST_MAX_FRAME / BURST_LINE + 1) * BURST_LINE)

/* Datagrams that one call takes. */
struct few {
	uint32_t count;
	uint32_t first; /* start of the first one's short place */
	uint32_t whole; /* start of the first one's whole place */
	struct place places[UDP_FEW];
	struct mmsghdr messages[UDP_FEW];
};

static uint32_t line(uint32_t offset)
{
	return offset & ~(uint32_t)(BURST_LINE - 1);
}

/* As many as there is room for, at most `max`; whether that is any. */
static bool find_places(struct few *f, const struct burst_area *area, uint32_t max)
{
	uint32_t from = line(area->cursor + BURST_LINE - 1);
	uint32_t end = line(area->end + area->behind);
	uint32_t fit = end > from ? (end - from) / (SHORT_STRIDE + WHOLE_STRIDE) : 0;

	f->count = max < UDP_FEW ? max : UDP_FEW;
	f->count = fit < f->count ? fit : f->count;
	f->first = from + BURST_HEADROOM;
	f->whole = end - f->count * WHOLE_STRIDE + BURST_HEADROOM;
	for (uint32_t i = 0; i < f->count; i++) {
		struct place *p = &f->places[i];

		p->parts[0] = (struct iovec){ area->slab + f->first + i * SHORT_STRIDE, UDP_SHORT };
		p->parts[1] = (struct iovec){ area->slab + f->whole + i * WHOLE_STRIDE + UDP_SHORT,
					      BURST_MAX_FRAME - UDP_SHORT };
		prepare(&f->messages[i].msg_hdr, p, 2);
	}
	return f->count > 0;
}

/* Makes a datagram the frame `frame`: a long one comes together in its whole place. Whether it is long, or a bundle. */
static bool take(struct few *f, uint32_t i, struct burst_area *area, uint32_t frame)
{
	uint32_t length = f->messages[i].msg_len;
	uint32_t start = f->first + i * SHORT_STRIDE;
	bool is_long = length > UDP_SHORT;

	if (is_long) {
		memcpy(area->slab + f->whole + i * WHOLE_STRIDE, area->slab + start, UDP_SHORT);
		start = f->whole + i * WHOLE_STRIDE;
	}
	describe(area, frame, start, length, &f->messages[i].msg_hdr);
	return is_long || burst_descriptor(area->slab, frame)->offload.gso_size != 0;
}

/* Whether the burst may go on: a long one ends it, for the next call would use its whole place again. */
static bool take_all(struct few *f, uint32_t count, struct burst_area *area, struct burst_received *r)
{
	bool any_long = false;

	for (uint32_t i = 0; i < count; i++) {
		if (f->messages[i].msg_hdr.msg_flags & MSG_TRUNC)
			r->lost++; /* as in burst_packet.c */
		else
			any_long |= take(f, i, area, r->frames++);
	}
	area->cursor = f->first + count * SHORT_STRIDE - BURST_HEADROOM;
	return !any_long && count == f->count;
}

/* What a short answer leaves in the queue is nothing, or an error, which the next burst is told. */
struct burst_received burst_udp_receive_few(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	struct few f;

	for (uint32_t tries = 0; tries < max && find_places(&f, area, max - tries); tries++) {
		int count = recvmmsg(fd, f.messages, f.count, MSG_DONTWAIT, NULL);

		if (count < 0 && !burst_tries_on(&r, errno))
			break;
		if (count >= 0 && !take_all(&f, (uint32_t)count, area, &r))
			break;
		tries += count > 0 ? (uint32_t)count - 1 : 0;
	}
	return r;
}
