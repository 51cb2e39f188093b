/*
 * Datagrams that pass an underlay TAP device as whole Ethernet frames, each behind the 24-byte offload header that can
 * speak of tunnels (virtio_net_hdr_v1_hash_tunnel of linux/virtio_net.h, Linux 6.17).
 */
#ifndef TAPLANE_BURST_UNDERLAY_H
#define TAPLANE_BURST_UNDERLAY_H

#include "burst_udp.h"

#define UNDERLAY_OFFLOAD 24

/* What stands before each message: `length` bytes at `start` + i * `stride`, offload header first. */
struct underlay_headers {
	uint8_t *start;
	uint32_t stride;
	uint32_t length;
};

/*
 * As burst_tap_receive. Of the offload header the descriptors get the first ten bytes. What asks to be cut into several
 * datagrams is the last of its burst.
 */
struct burst_received burst_underlay_receive(int fd, struct burst_area *area, uint32_t max);

/* Writes every message as one frame and sets its error: 0 or an errno. Returns how many were refused. */
uint32_t burst_underlay_send(int fd, struct udp_batch *batch, struct underlay_headers headers);

#endif
