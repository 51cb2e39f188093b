/*
 * A burst as Java lays it out (org.taplane.dataplane.frame.Burst has the field list): BURST_CAPACITY
 * descriptors at the slab's first byte, the frames' bytes behind them. The functions here know
 * descriptors and file descriptors and nothing of Java, so that tests and fuzzers call them as they are.
 *
 * They take the caller's word for where a slab and a table begin and how large they are, and for nothing that is
 * written in them: a frame or a piece that is not inside is refused with EFAULT.
 */
#ifndef TAPLANE_BURST_H
#define TAPLANE_BURST_H

#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BURST_CAPACITY 64
#define BURST_HEADROOM 34 /* as Burst.java: two tags, the offload header, a tunnel's header */
#define BURST_MAX_FRAME (65535 + 14 + 8)
#define BURST_LINE 64

/* As Burst.java: what a packet socket may hand over beyond a longest frame. GSO_MAX_SIZE of linux/netdevice.h is 8 * 65535. */
#define BURST_JUMBO (7 * 65535)

struct descriptor {
	uint32_t start;
	uint32_t length;
	struct virtio_net_hdr offload;
	uint8_t own_flags;
	uint8_t tag;
	uint16_t tci;
	uint8_t reserved;
	uint8_t outer_tos;
	uint16_t vid;
	uint16_t reserved2;
	int32_t egress;
	uint32_t remote;
	uint32_t vni;
	uint32_t reserved3;
	uint32_t source_port;
	uint8_t source[16];
};

_Static_assert(sizeof(struct virtio_net_hdr) == 10, "the header that TAP and AF_PACKET exchange");
_Static_assert(sizeof(struct descriptor) == 64, "one cache line");
_Static_assert(BURST_HEADROOM >= 2 * 4 + sizeof(struct virtio_net_hdr) + 16, "room for what goes before a frame");
_Static_assert((BURST_HEADROOM + 14) % 16 == 0, "IP headers are aligned, as lines are");
_Static_assert(offsetof(struct descriptor, own_flags) == 18, "as Burst.java");
_Static_assert(offsetof(struct descriptor, tag) == 19, "as Burst.java");
_Static_assert(offsetof(struct descriptor, outer_tos) == 23, "as Burst.java");
_Static_assert(offsetof(struct descriptor, egress) == 28, "as Burst.java");
_Static_assert(offsetof(struct descriptor, source) == 48, "as Burst.java");

#define BURST_TRAINS (BURST_CAPACITY / 2)
#define TRAIN_HEADERS 178

/* Frames that are written as one, as Java lays them out (org.taplane.dataplane.offload.Trains has the field list). */
struct train {
	uint32_t frames;
	uint8_t frame[BURST_CAPACITY];
	struct virtio_net_hdr offload;
	uint8_t headers[TRAIN_HEADERS];
};

_Static_assert(sizeof(struct train) == 256, "as Trains.java");
_Static_assert(offsetof(struct train, offload) == 68, "as Trains.java");
_Static_assert(offsetof(struct train, headers) == 78, "as Trains.java: one piece with the offload header");

/* The data area of a slab, filled from `cursor` on. Behind its end, `behind` bytes may be written to, too. */
struct burst_area {
	uint8_t *slab;
	uint32_t cursor;
	uint32_t end;
	uint32_t behind;
};

/* A whole slab, for what frames may point into. */
struct burst_slab {
	uint8_t *start;
	size_t size;
};

/*
 * What a receive came to: frames filled in, frames that the kernel took off the queue and could not hand over, and 0 if it
 * ended as it should (the queue is empty or the burst full), or else the errno that ended it.
 */
struct burst_received {
	uint16_t frames;
	uint16_t lost;
	int error;
};

/* What a send came to: frames taken by the kernel, and the errno that stopped it or 0. */
struct burst_sent {
	uint32_t count;
	int error;
};

static inline struct descriptor *burst_descriptor(uint8_t *slab, uint32_t frame)
{
	return (struct descriptor *)slab + frame;
}

/* Room for a longest frame: where it may start, or 0 if the area is full. */
uint32_t burst_room(const struct burst_area *area);

/* Makes `frame` the `length` bytes at `start` and moves the cursor behind them. */
void burst_fill(struct burst_area *area, uint32_t frame, uint32_t start, uint32_t length);

/* A frame to send, or NULL unless the offload header has room before it and all of it is in the slab's data area. */
struct descriptor *burst_frame(struct burst_slab slab, int32_t frame);

/*
 * Notes why a try to receive gave no frame; whether to try again. EINVAL and EFAULT are told of the one frame that the
 * kernel has just taken off the queue: it could not describe it by an offload header (virtio_net_hdr_from_skb), or not
 * copy it. Any other error is the queue's.
 */
bool burst_tries_on(struct burst_received *r, int error);

/* Tries at most `max` times: frames that are lost are among them. */
struct burst_received burst_tap_receive(int fd, struct burst_area *area, uint32_t max);

/* An entry below 0 stands for trains[~entry], of which there are BURST_TRAINS; what is no train is EFAULT. */
struct burst_sent burst_tap_send(int fd, struct burst_slab slab, const struct train *trains, const int32_t *entries,
				 uint32_t count);

struct burst_received burst_packet_receive(int fd, struct burst_area *area, uint32_t max);
struct burst_sent burst_packet_send(int fd, struct burst_slab slab, const int32_t *frames, uint32_t count);

#endif
