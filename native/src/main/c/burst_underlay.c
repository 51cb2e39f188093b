#include "burst_underlay.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define GSO_UDP_L4 5 /* VIRTIO_NET_HDR_GSO_UDP_L4 of linux/virtio_net.h, which Linux 6.2 brought */

_Static_assert(BURST_HEADROOM >= UNDERLAY_OFFLOAD, "the offload header goes through the headroom");

/*
 * Whether it is a bundle: datagrams that are not cut yet. With the bit of a tunnel beside the type, it is the inner frame
 * that is not.
 */
static bool take(struct burst_area *area, uint32_t frame, const uint8_t *packet, uint32_t room, ssize_t n)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);

	memcpy(&d->offload, packet, sizeof(d->offload));
	burst_fill(area, frame, room, n > UNDERLAY_OFFLOAD ? (uint32_t)n - UNDERLAY_OFFLOAD : 0);
	return d->offload.gso_type == GSO_UDP_L4;
}

/* A bundle is the last of its burst, as in burst_udp_receive. */
struct burst_received burst_underlay_receive(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t room;

	for (uint32_t tries = 0; tries < max && (room = burst_room(area)) != 0; tries++) {
		uint8_t *packet = area->slab + room - UNDERLAY_OFFLOAD;
		ssize_t n = read(fd, packet, UNDERLAY_OFFLOAD + BURST_MAX_FRAME);

		if (n < 0 && !burst_tries_on(&r, errno))
			break;
		if (n >= 0 && take(area, r.frames++, packet, room, n))
			break;
	}
	return r;
}

static int write_message(int fd, const struct udp_batch *b, const struct udp_message *m, uint8_t *header,
			 uint32_t header_length)
{
	struct iovec parts[UIO_MAXIOV];
	int error = udp_has_pieces(m) && m->count < UIO_MAXIOV ? udp_parts(b, m, parts + 1) : EINVAL;
	ssize_t n;

	if (error)
		return error;
	parts[0] = (struct iovec){ header, header_length };
	do {
		n = writev(fd, parts, (int)m->count + 1);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? errno : 0;
}

uint32_t burst_underlay_send(int fd, struct udp_batch *b, struct underlay_headers headers)
{
	for (uint32_t i = 0; i < b->count; i++) {
		uint8_t *header = headers.start + (size_t)i * headers.stride;

		b->messages[i].error = write_message(fd, b, b->messages + i, header, headers.length);
	}
	return udp_refused(b);
}
