#define _GNU_SOURCE
#include "burst_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static uint32_t waiting(const struct stream_input *in)
{
	return in->begin <= in->end && in->end <= STREAM_ROOM ? in->end - in->begin : 0;
}

/* What waits is the beginning of one frame, mostly short: to move it costs less than reads that end at a wrap. */
static void compact(struct stream_input *in)
{
	uint32_t length = waiting(in);

	memmove(in->bytes, in->bytes + in->begin, length);
	in->begin = 0;
	in->end = length;
}

int32_t stream_fill(int fd, struct stream_input *in)
{
	ssize_t n;

	compact(in);
	if (in->end == STREAM_ROOM)
		return -ENOBUFS;
	do {
		n = recv(fd, in->bytes + in->end, STREAM_ROOM - in->end, MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	in->end += (uint32_t)n;
	return (int32_t)n;
}

static uint32_t next_length(const struct stream_input *in)
{
	uint32_t length;

	memcpy(&length, in->bytes + in->begin, sizeof(length));
	return ntohl(length);
}

/*
 * The frames are copied, because in the stream there is nothing between them: where one begins, the other's last bytes are
 * in the headroom.
 */
static void take(struct stream_input *in, struct burst_area *area, uint32_t frame, uint32_t start, uint32_t length)
{
	memcpy(area->slab + start, in->bytes + in->begin + STREAM_PREFIX, length);
	in->begin += STREAM_PREFIX + length;
	burst_fill(area, frame, start, length);
	memset(&burst_descriptor(area->slab, frame)->offload, 0, sizeof(struct virtio_net_hdr));
}

struct burst_received stream_cut(struct stream_input *in, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t start;

	while (r.frames < max && waiting(in) >= STREAM_PREFIX && (start = burst_room(area)) != 0) {
		uint32_t length = next_length(in);

		if (length > BURST_MAX_FRAME) {
			r.error = EBADMSG;
			break;
		}
		if (waiting(in) - STREAM_PREFIX < length)
			break;
		take(in, area, r.frames++, start, length);
	}
	return r;
}
