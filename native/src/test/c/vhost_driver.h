/* A guest's driver for the tests: memory in a file, and one ring in it. */
#ifndef TAPLANE_VHOST_DRIVER_H
#define TAPLANE_VHOST_DRIVER_H

#include "burst_vhost.h"
#include "check.h"

#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#define GUEST 0x100000000ull /* where the guest has its memory */
#define USER 0x7f0000000000ull /* where the front end has it */
#define MEMORY (1u << 20)
#define RING 64u
#define AVAIL 0x1000u
#define USED 0x2000u
#define INDIRECT 0x3000u
#define BUFFERS 0x4000u
#define BUFFER 0x1000u /* bytes that a test's buffer may have */

#define SLAB_DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SLAB (SLAB_DATA + 4 * 66 * 1024)

struct driver {
	int file;
	int call;
	uint8_t *bytes;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	struct vhost_memory memory;
	struct vhost_queue queue;
	uint8_t *slab;
};

static inline struct vhost_ring driver_ring(const struct driver *g, uint32_t flags)
{
	return (struct vhost_ring){ .descriptors = USER, .avail = USER + AVAIL, .used = USER + USED, .size = RING,
				    .flags = flags, .call = g->call };
}

static inline enum vhost_status driver_start(struct driver *g, uint32_t flags)
{
	struct vhost_ring ring = driver_ring(g, flags);

	return vhost_start(&g->queue, &g->memory, &ring);
}

/* How often the driver was called since it was last asked. */
static inline uint64_t driver_calls(const struct driver *g)
{
	uint64_t calls = 0;

	return read(g->call, &calls, sizeof(calls)) == sizeof(calls) ? calls : 0;
}

static inline struct driver *driver_open(uint32_t flags)
{
	struct driver *g = calloc(1, sizeof(*g));

	g->file = memfd_create("guest", 0);
	if (ftruncate(g->file, MEMORY) != 0)
		abort();
	g->bytes = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, g->file, 0);
	g->desc = (struct vring_desc *)(void *)g->bytes;
	g->avail = (struct vring_avail *)(void *)(g->bytes + AVAIL);
	g->used = (struct vring_used *)(void *)(g->bytes + USED);
	g->call = eventfd(0, EFD_NONBLOCK);
	g->slab = aligned_alloc(BURST_LINE, SLAB);
	check(vhost_memory_add(&g->memory, g->file, GUEST, USER, MEMORY, 0) == 0, "the memory is mapped");
	check(driver_start(g, flags) == VHOST_DONE, "the queue starts");
	check(driver_calls(g) == 1, "its driver is called");
	return g;
}

static inline void driver_close(struct driver *g)
{
	vhost_stop(&g->queue);
	vhost_memory_clear(&g->memory);
	munmap(g->bytes, MEMORY);
	close(g->file);
	close(g->call);
	free(g->slab);
	free(g);
}

static inline uint8_t *driver_buffer(struct driver *g, uint32_t number)
{
	return g->bytes + BUFFERS + number * BUFFER;
}

/* Descriptor `number` is `length` bytes of buffer `number`. */
static inline void driver_describe(struct driver *g, uint16_t number, uint32_t length, uint16_t flags, uint16_t next)
{
	g->desc[number] =
		(struct vring_desc){ GUEST + BUFFERS + (uint64_t)number * BUFFER, length, flags, next };
}

static inline void driver_offer(struct driver *g, uint16_t head)
{
	g->avail->ring[g->avail->idx % RING] = head;
	__atomic_store_n(&g->avail->idx, (uint16_t)(g->avail->idx + 1), __ATOMIC_RELEASE);
}

static inline struct burst_received driver_transmitted(struct driver *g)
{
	struct burst_area area = { g->slab, SLAB_DATA, SLAB, 0 };

	return vhost_receive(&g->queue, &area, BURST_CAPACITY);
}

/* Makes frame `number` of the slab `length` bytes of `mark`. */
static inline void driver_frame(struct driver *g, uint32_t number, uint32_t length, uint8_t mark)
{
	struct descriptor *d = burst_descriptor(g->slab, number);

	memset(d, 0, sizeof(*d));
	d->start = SLAB_DATA + 64 + number * 4096;
	d->length = length;
	memset(g->slab + d->start, mark, length);
}

static inline struct burst_sent driver_send(struct driver *g, uint32_t count)
{
	struct burst_slab slab = { g->slab, SLAB };
	int32_t frames[BURST_CAPACITY];

	for (uint32_t i = 0; i < count; i++)
		frames[i] = (int32_t)i;
	return vhost_send(&g->queue, slab, NULL, frames, count);
}

#endif
