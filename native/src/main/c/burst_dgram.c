#define _GNU_SOURCE
#include "burst_dgram.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define RUN 128

/* Fills descriptor `frame`; 0 or an errno. What is longer than any frame is lost, like what cannot be copied. */
static int receive_one(int fd, struct burst_area *area, uint32_t frame, uint32_t start)
{
	ssize_t n = recv(fd, area->slab + start, BURST_MAX_FRAME, MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0)
		return errno;
	if (n > BURST_MAX_FRAME)
		return EFAULT;
	burst_fill(area, frame, start, (uint32_t)n);
	memset(&burst_descriptor(area->slab, frame)->offload, 0, sizeof(struct virtio_net_hdr));
	return 0;
}

static bool tries_on(struct burst_received *r, int error)
{
	return error == ECONNREFUSED || burst_tries_on(r, error);
}

struct burst_received burst_dgram_receive(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t start;

	for (uint32_t tries = 0; tries < max && (start = burst_room(area)) != 0; tries++) {
		int error = receive_one(fd, area, r.frames, start);

		if (error == 0)
			r.frames++;
		else if (!tries_on(&r, error))
			break;
	}
	return r;
}

/* Messages that one sendmmsg takes. */
struct run {
	uint32_t count;
	uint32_t used;
	struct udp_message *messages[RUN];
	struct mmsghdr headers[RUN];
	struct iovec parts[UDP_PIECES];
};

/* Gathers from message `from` on as much as one call takes; the first that is left for the next. */
static uint32_t gather(struct run *r, const struct udp_batch *b, uint32_t from, const void *name, uint32_t name_length)
{
	r->count = r->used = 0;
	for (; from < b->count && r->count < RUN; from++) {
		struct udp_message *m = b->messages + from;

		m->error = udp_has_pieces(m) ? 0 : EFAULT;
		if (m->error)
			continue;
		if (r->used + m->count > UDP_PIECES)
			break;
		m->error = udp_parts(b, m, r->parts + r->used);
		if (m->error)
			continue;
		r->messages[r->count] = m;
		r->headers[r->count++].msg_hdr = (struct msghdr){ .msg_name = name_length ? (void *)(uintptr_t)name : NULL,
								  .msg_namelen = name_length,
								  .msg_iov = r->parts + r->used,
								  .msg_iovlen = m->count };
		r->used += m->count;
	}
	return from;
}

/* A refusal that any other message would meet, too. */
static bool is_of_all(int error)
{
	switch (error) {
	case EAGAIN:
	case ENOBUFS:
	case ENOENT:
	case ECONNREFUSED:
		return true;
	default:
		return false;
	}
}

/* 0, or what the messages to come are refused with, too. */
static int send_run(int fd, struct run *r)
{
	for (uint32_t done = 0; done < r->count;) {
		int n = sendmmsg(fd, r->headers + done, r->count - done, MSG_DONTWAIT | MSG_NOSIGNAL);
		int error = n < 0 ? errno : 0;

		if (n > 0)
			done += (uint32_t)n;
		else if (is_of_all(error)) {
			for (; done < r->count; done++)
				r->messages[done]->error = error;
			return error;
		} else if (error != EINTR)
			r->messages[done++]->error = error;
	}
	return 0;
}

uint32_t burst_dgram_send(int fd, struct udp_batch *b, const void *name, uint32_t name_length)
{
	struct run r;
	uint32_t next = 0;
	int error = 0;

	while (next < b->count && !error) {
		next = gather(&r, b, next, name, name_length);
		error = send_run(fd, &r);
	}
	for (; next < b->count; next++)
		b->messages[next].error = error;
	return udp_refused(b);
}
