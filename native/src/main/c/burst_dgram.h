/* Frames in datagrams, one in each and nothing else, to one peer: as QEMU's -netdev dgram has them (net/dgram.c). */
#ifndef TAPLANE_BURST_DGRAM_H
#define TAPLANE_BURST_DGRAM_H

#include "burst_udp.h"

/* That a datagram sent before found nobody is no error of receiving: it is passed over. */
struct burst_received burst_dgram_receive(int fd, struct burst_area *area, uint32_t max);

/*
 * Sends every message of the table to `name`, or of a connected socket (`name_length` is 0) to its peer, and sets its
 * error: 0 or an errno. When nobody is there or the peer takes no more, the rest is not tried. Returns how many were refused.
 */
uint32_t burst_dgram_send(int fd, struct udp_batch *batch, const void *name, uint32_t name_length);

#endif
