#define _GNU_SOURCE
#include "burst_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#define RUN 128
#define PARTS IOV_MAX

/* Messages that one sendmsg takes, each a part for its length and a part a piece. */
struct run {
	uint32_t count;
	uint32_t used;
	struct udp_message *messages[RUN];
	uint32_t first[RUN];
	size_t lengths[RUN];
	uint32_t prefixes[RUN];
	struct iovec parts[PARTS];
};

static ssize_t send_parts(int fd, struct iovec *parts, size_t count)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = count };
	ssize_t n;

	do {
		n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n;
}

int stream_flush(int fd, struct stream_output *out)
{
	while (out->begin < out->end && out->end <= sizeof(out->bytes)) {
		struct iovec rest = { out->bytes + out->begin, out->end - out->begin };
		ssize_t n = send_parts(fd, &rest, 1);

		if (n < 0)
			return errno;
		out->begin += (uint32_t)n;
	}
	out->begin = out->end = 0;
	return 0;
}

static size_t total(const struct iovec *parts, uint32_t count)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < count; i++)
		bytes += parts[i].iov_len;
	return bytes;
}

/* Adds the message, or settles it with an error of its own. */
static void add(struct run *r, const struct udp_batch *b, struct udp_message *m)
{
	struct iovec *parts = r->parts + r->used;
	size_t length;

	m->error = udp_parts(b, m, parts + 1);
	length = m->error ? 0 : total(parts + 1, m->count);
	if (length > BURST_MAX_FRAME)
		m->error = EMSGSIZE;
	if (m->error)
		return;
	r->prefixes[r->count] = htonl((uint32_t)length);
	parts[0] = (struct iovec){ &r->prefixes[r->count], STREAM_PREFIX };
	r->messages[r->count] = m;
	r->first[r->count] = r->used;
	r->lengths[r->count++] = STREAM_PREFIX + length;
	r->used += 1 + m->count;
}

/* Gathers from message `from` on as much as one call takes; the first that is left for the next. */
static uint32_t gather(struct run *r, const struct udp_batch *b, uint32_t from)
{
	r->count = r->used = 0;
	for (; from < b->count && r->count < RUN; from++) {
		struct udp_message *m = b->messages + from;

		m->error = !udp_has_pieces(m) || m->count >= PARTS ? EFAULT : 0;
		if (m->error)
			continue;
		if (r->used + 1 + m->count > PARTS)
			break;
		add(r, b, m);
	}
	return from;
}

/* Keeps what is behind the first `sent` bytes of the message. */
static void keep(struct stream_output *out, const struct run *r, uint32_t message, size_t sent)
{
	const struct iovec *part = r->parts + r->first[message];

	out->begin = out->end = 0;
	for (uint32_t i = 0; i <= r->messages[message]->count; i++, part++) {
		size_t skipped = sent < part->iov_len ? sent : part->iov_len;

		memcpy(out->bytes + out->end, (const uint8_t *)part->iov_base + skipped, part->iov_len - skipped);
		out->end += (uint32_t)(part->iov_len - skipped);
		sent -= skipped;
	}
}

/* Says of each message whether it is among the first `sent` bytes, or began there; 0, or what the others are refused with. */
static int settle(struct run *r, size_t sent, struct stream_output *out)
{
	for (uint32_t i = 0; i < r->count; i++) {
		if (sent == 0) {
			r->messages[i]->error = EAGAIN;
		} else if (sent < r->lengths[i]) {
			keep(out, r, i, sent);
			sent = 0;
		} else {
			sent -= r->lengths[i];
		}
	}
	return out->end > 0 || (r->count > 0 && r->messages[r->count - 1]->error) ? EAGAIN : 0;
}

static int refuse(struct run *r, int error)
{
	for (uint32_t i = 0; i < r->count; i++)
		r->messages[i]->error = error;
	return error;
}

static int send_run(int fd, struct run *r, struct stream_output *out)
{
	ssize_t n = r->count == 0 ? 0 : send_parts(fd, r->parts, r->used);

	return n < 0 ? refuse(r, errno) : settle(r, (size_t)n, out);
}

uint32_t stream_send(int fd, struct udp_batch *b, struct stream_output *out)
{
	struct run r;
	uint32_t next = 0;
	int error = stream_flush(fd, out);

	while (next < b->count && !error) {
		next = gather(&r, b, next);
		error = send_run(fd, &r, out);
	}
	for (; next < b->count; next++)
		b->messages[next].error = error;
	return udp_refused(b);
}
