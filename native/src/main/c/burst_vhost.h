/*
 * Split virtqueues in the shared memory of a virtual machine (OASIS VIRTIO 1.2 section 2.7), seen from the device's side. What
 * a driver makes available on a transmit queue is copied into a burst; frames of a burst are copied into what it makes
 * available on a receive queue.
 *
 * The guest's memory is its own to change at any moment: whatever decides about an access here is read from it once, and
 * each address is looked up among the regions that are mapped. What cannot be right stops the queue and is the status of the
 * call; the file behind the memory may get shorter under our eyes, too (burst_vhost_guard.c).
 *
 * Every function of a queue takes its lock, so that any thread may call it: shards that have no receive queue of their own
 * share one, and what changes a queue waits for the burst under way.
 */
#ifndef TAPLANE_BURST_VHOST_H
#define TAPLANE_BURST_VHOST_H

#include "burst_udp.h"

#include <linux/virtio_ring.h>

/* As many as QEMU has memory slots for a device that knows VHOST_USER_SET_MEM_TABLE alone. */
#define VHOST_REGIONS 8

/* Longest ring. QEMU's longest is 1024; a split ring may have 32768, which nobody has asked for yet. */
#define VHOST_RING_MAX 4096

/* Some of the guest's memory: where the guest has it, where the process that runs the guest has it, and where we do. */
struct vhost_region {
	uint64_t guest;
	uint64_t user;
	uint64_t size;
	uint8_t *host;
	void *mapping;
	uint64_t mapped;
};

struct vhost_memory {
	uint64_t count;
	struct vhost_region region[VHOST_REGIONS];
};

/* What came of it. From BAD_ADDRESS on the queue is stopped: a driver that is right never gets there. */
enum vhost_status {
	VHOST_DONE,
	VHOST_STOPPED,
	VHOST_FULL,	    /* the driver has not made enough available */
	VHOST_TOO_LONG,	    /* for the one buffer that a frame may have */
	VHOST_NOT_ACCEPTED, /* an offload that the driver did not agree to */
	VHOST_NO_FRAME,	    /* what is to be sent is not in the slab */
	VHOST_BAD_ADDRESS,  /* outside the memory */
	VHOST_BAD_CHAIN,    /* a head or an index that cannot be, a loop, a buffer of the wrong direction */
	VHOST_MEMORY_GONE   /* the memory's file was made shorter */
};

/* What both sides agreed to: flags of vhost_start. */
#define VHOST_EVENT_IDX (1 << 0)
#define VHOST_INDIRECT (1 << 1)
#define VHOST_MERGEABLE (1 << 2)
#define VHOST_LONG_HEADER (1 << 3) /* of 12 bytes: VERSION_1 or MRG_RXBUF */
#define VHOST_GUEST_CSUM (1 << 4)
#define VHOST_GUEST_TSO4 (1 << 5)
#define VHOST_GUEST_TSO6 (1 << 6)
#define VHOST_GUEST_ECN (1 << 7)
#define VHOST_GUEST_USO (1 << 8)
#define VHOST_NOBODY (1 << 9) /* what no driver agrees to */

/* A descriptor's state, for whoever takes over after us (vhost-user, "Inflight I/O tracking", DescStateSplit). */
struct vhost_inflight_descriptor {
	uint8_t inflight;
	uint8_t padding[5];
	uint16_t next;
	uint64_t counter;
};

/* QueueRegionSplit of the same. */
struct vhost_inflight {
	uint64_t features;
	uint16_t version;
	uint16_t count;
	uint16_t last_batch_head;
	uint16_t used;
	struct vhost_inflight_descriptor descriptor[];
};

_Static_assert(sizeof(struct vhost_inflight_descriptor) == 16, "as the protocol has it");
_Static_assert(sizeof(struct vhost_inflight) == 16, "as the protocol has it");

#define VHOST_INFLIGHT_VERSION 1

/* One direction of a queue pair, in memory of the caller that is zero at first. */
struct vhost_queue {
	const struct vhost_memory *memory;
	const struct vring_desc *descriptors;
	const struct vring_avail *avail;
	struct vring_used *used;
	struct vhost_inflight *inflight; /* or NULL */
	uint64_t counter;
	uint32_t lock;
	uint32_t flags;
	int call;	 /* eventfd, or -1 */
	uint16_t size;	 /* 0: stopped */
	uint16_t next;	 /* place in avail of what is to be taken next, modulo 2^16 */
	uint16_t done;	 /* place in used of what is to be given back next */
	uint16_t told;	 /* done, when we last thought about a call */
	uint16_t resubmits;
	uint16_t resubmitted;
	uint16_t fault; /* the status for which it was stopped, until a call has said so */
	bool listening; /* the driver kicks when it makes something available */
	uint16_t resubmit[VHOST_RING_MAX]; /* heads that somebody before us took and did not give back */
};

/* How a ring is to be used. The addresses are the front end's (vhost-user, "Vring address description"). */
struct vhost_ring {
	uint64_t descriptors;
	uint64_t avail;
	uint64_t used;
	const struct vhost_memory *inflight; /* one region, or none: it is at its own offsets */
	uint64_t inflight_at;
	uint64_t inflight_size;
	uint32_t size;
	uint32_t next;
	uint32_t flags;
	int32_t call;
};

_Static_assert(sizeof(struct vhost_ring) == 64, "as VhostIo.java");
_Static_assert(offsetof(struct vhost_ring, size) == 48, "as VhostIo.java");

/* Makes guards work in this process; 0 or an errno. Calls after the first do nothing. */
int vhost_guard_install(void);

/* Runs `work`; false if it ended because memory that it touched has no file behind it any more. */
bool vhost_guarded(void (*work)(void *context), void *context);

/*
 * Maps `size` bytes of a file from `offset` on; 0 or an errno. ENODEV: the file is not memory (a page of a file on a disk or
 * of FUSE may be long in coming, and a shard would wait). ENXIO: the file ends before. EINVAL: what it says cannot be.
 */
int vhost_memory_add(struct vhost_memory *m, int fd, uint64_t guest, uint64_t user, uint64_t size, uint64_t offset);

/* Unmaps everything. No queue may use it any more. */
void vhost_memory_clear(struct vhost_memory *m);

/* Where the `size` bytes at an address of the front end's are; NULL if they are not in one region. */
void *vhost_memory_find(const struct vhost_memory *m, uint64_t user, uint64_t size);

/*
 * Starts a queue, and calls its driver; BAD_ADDRESS, BAD_CHAIN, MEMORY_GONE: it stays stopped. The driver need not kick until
 * vhost_listen asks it to.
 */
enum vhost_status vhost_start(struct vhost_queue *q, const struct vhost_memory *m, const struct vhost_ring *ring);

/* On return nobody uses the queue's memory any more. What is returned is where the ring is to be taken up again. */
uint16_t vhost_stop(struct vhost_queue *q);

/*
 * Who is told that something was given back: an eventfd, or -1. On return the former one is not used any more; the new one
 * has been told, if the queue runs, of what may have been given back before it came.
 */
void vhost_set_call(struct vhost_queue *q, int call);

/*
 * Copies frames out of a transmit queue, at most `max`. What is no frame is `lost`: it is shorter than its offload header or
 * longer than any frame. `error` is an enum vhost_status. The driver does not kick from now on.
 */
struct burst_received vhost_receive(struct vhost_queue *q, struct burst_area *area, uint32_t max);

/*
 * Asks the driver to kick for what it makes available next, and takes back the kicks so far; false if something is available
 * already: `kick` is readable then.
 */
bool vhost_listen(struct vhost_queue *q, int kick);

/*
 * Copies frames into a receive queue, until one is refused; `error` is an enum vhost_status. An entry below 0 stands for
 * trains[~entry], as in burst_tap_send.
 */
struct burst_sent vhost_send(struct vhost_queue *q, struct burst_slab slab, const struct train *trains,
			     const int32_t *entries, uint32_t count);

/*
 * Copies every message of a table into a receive queue as a plain frame and sets its error: 0, or what the kernel would say
 * (ENOBUFS, EMSGSIZE, ENETDOWN, EFAULT, EIO). Returns how many were refused.
 */
uint32_t vhost_send_pieces(struct vhost_queue *q, struct udp_batch *batch);

#endif
