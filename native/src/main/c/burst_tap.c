#include "burst.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t read_frame(int fd, uint8_t *slab, uint32_t frame, uint32_t start)
{
	struct virtio_net_hdr *offload = &burst_descriptor(slab, frame)->offload;
	struct iovec parts[2] = {
		{ .iov_base = offload, .iov_len = sizeof(*offload) },
		{ .iov_base = slab + start, .iov_len = BURST_MAX_FRAME },
	};
	ssize_t n;

	do {
		n = readv(fd, parts, 2);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int burst_tap_receive(int fd, struct burst_area *area, uint32_t max)
{
	uint32_t count = 0;
	uint32_t start;

	while (count < max && (start = burst_room(area)) != 0) {
		ssize_t n = read_frame(fd, area->slab, count, start);
		ssize_t length = n - (ssize_t)sizeof(struct virtio_net_hdr);

		if (n < 0)
			return count > 0 || n == -EAGAIN ? (int)count : (int)n;
		burst_fill(area, count++, start, length > 0 ? (uint32_t)length : 0);
	}
	return (int)count;
}

static int write_frame(int fd, uint8_t *slab, const struct descriptor *d)
{
	struct iovec parts[2] = {
		{ .iov_base = (void *)&d->offload, .iov_len = sizeof(d->offload) },
		{ .iov_base = slab + d->start, .iov_len = d->length },
	};
	ssize_t n;

	do {
		n = writev(fd, parts, 2);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? errno : 0;
}

struct burst_sent burst_tap_send(int fd, uint8_t *slab, const int32_t *frames, uint32_t count)
{
	struct burst_sent sent = { 0, 0 };

	while (sent.count < count) {
		sent.error = write_frame(fd, slab, burst_descriptor(slab, (uint32_t)frames[sent.count]));
		if (sent.error)
			break;
		sent.count++;
	}
	return sent;
}
