/* Bursts from a TAP queue by io_uring: one request that completes for every frame, instead of a system call for each. */
#ifndef TAPLANE_BURST_URING_H
#define TAPLANE_BURST_URING_H

#include "burst.h"
#include "uring.h"

#include <stdbool.h>

/*
 * A reader of one queue, in memory of the caller. Only the thread that opened it uses it. Whether there are frames is told
 * by the queue's own descriptor.
 */
struct burst_uring {
	struct uring uring;
	struct uring_buffers buffers;
	int device;
	uint16_t taken; /* buffers since the beginning, modulo 2^16: the place in their ring that the kernel is at */
	bool running;	/* the request waits for frames */
};

/* 0 if this kernel, and this process' rights, allow it: else a negative errno, EOPNOTSUPP before Linux 6.7. */
int burst_uring_probe(void);

/* 0, or a negative errno. */
int burst_uring_open(struct burst_uring *r, int device);

/*
 * As burst_tap_receive, but each frame has room for a longest one. The kernel writes to the area during this call only:
 * readers that one thread uses may share it.
 */
struct burst_received burst_uring_receive(struct burst_uring *r, struct burst_area *area, uint32_t max);

/* On return the kernel has let go of the queue. */
void burst_uring_close(struct burst_uring *r);

#endif
