/*
 * Frames on a stream socket as QEMU's -netdev stream has them (net/stream.c): each with its length before it, 4 bytes in
 * network order. A read takes what is there and leaves off anywhere, and so does a write: what is between two frames waits
 * in a buffer of the connection, which Java allocates and this code alone reads and writes.
 */
#ifndef TAPLANE_BURST_STREAM_H
#define TAPLANE_BURST_STREAM_H

#include "burst_udp.h"

#define STREAM_PREFIX 4
#define STREAM_ROOM (128 * 1024)

/* What was read and is not cut yet: bytes[begin..end). There is room for a longest frame's beginning and half as much again. */
struct stream_input {
	uint32_t begin;
	uint32_t end;
	uint8_t bytes[STREAM_ROOM];
};

/* The rest of a frame of which the kernel has taken the beginning: bytes[begin..end). */
struct stream_output {
	uint32_t begin;
	uint32_t end;
	uint8_t bytes[STREAM_PREFIX + BURST_MAX_FRAME];
};

_Static_assert(sizeof(struct stream_input) == 131080, "as StreamIo.java");
_Static_assert(sizeof(struct stream_output) == 65572, "as StreamIo.java");
_Static_assert(STREAM_ROOM > STREAM_PREFIX + BURST_MAX_FRAME, "a longest frame becomes whole");

/*
 * Reads once, as much as there is room for. Bytes read, 0 at the stream's end, or an errno below 0: EAGAIN if nothing is
 * there, ENOBUFS if whole frames have to be cut first.
 */
int32_t stream_fill(int fd, struct stream_input *in);

/*
 * Cuts whole frames off, as many as the burst takes. The error is EBADMSG when a length follows that no frame has: the rest
 * of the stream means nothing then. No frames and no error: the next one is not whole yet.
 */
struct burst_received stream_cut(struct stream_input *in, struct burst_area *area, uint32_t max);

/*
 * Sends every message of the table as one frame and sets its error: 0 or an errno. One of which the kernel takes the
 * beginning only counts as sent; its rest goes into `out`, and as long as that waits all others are EAGAIN. Never waits.
 * Returns how many were refused.
 */
uint32_t stream_send(int fd, struct udp_batch *batch, struct stream_output *out);

/* Sends what waits: 0 if nothing waits any more, or an errno, EAGAIN if the kernel takes no more. */
int stream_flush(int fd, struct stream_output *out);

#endif
