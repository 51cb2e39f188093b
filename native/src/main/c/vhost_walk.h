/* What both directions of a virtqueue have in common. Everything here runs guarded and under the queue's lock. */
#ifndef TAPLANE_VHOST_WALK_H
#define TAPLANE_VHOST_WALK_H

#include "burst_vhost.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "rings are little-endian, and nothing here swaps bytes");

/* The chain of descriptors behind a head. `left` ends a loop: a chain is no longer than the ring (section 2.7.5.3.1). */
struct vhost_chain {
	const struct vring_desc *table;
	uint32_t size;
	uint32_t left;
	uint32_t next;
	uint16_t direction; /* VRING_DESC_F_WRITE where the device is to write, else 0 */
	bool more;
	bool indirect;
};

/* A copy that the compiler cannot take for the original: the guest may write to that. */
static inline struct vring_desc vhost_read_once(const struct vring_desc *at)
{
	struct vring_desc d;

	memcpy(&d, at, sizeof(d));
	__asm__ volatile("" : "+m"(d));
	return d;
}

/* Where a guest's address is, and how many bytes of the region follow; NULL if it is in none. */
static inline uint8_t *vhost_at(const struct vhost_memory *m, uint64_t guest, uint64_t *there)
{
	for (uint64_t i = 0; i < m->count; i++) {
		uint64_t offset = guest - m->region[i].guest;

		if (offset < m->region[i].size) {
			*there = m->region[i].size - offset;
			return m->region[i].host + offset;
		}
	}
	return NULL;
}

static inline struct vhost_chain vhost_chain_of(const struct vhost_queue *q, uint16_t head, uint16_t direction)
{
	return (struct vhost_chain){ q->descriptors, q->size, q->size, head, direction, true, false };
}

/* Goes on in a table of the guest's that a descriptor points to (section 2.7.5.3). */
static inline enum vhost_status vhost_enter_indirect(const struct vhost_queue *q, struct vhost_chain *c,
						     const struct vring_desc *d)
{
	uint64_t there;
	const uint8_t *table = vhost_at(q->memory, d->addr, &there);

	if (c->indirect || !(q->flags & VHOST_INDIRECT) || d->len == 0 || d->len % sizeof(*d) != 0)
		return VHOST_BAD_CHAIN;
	if (table == NULL || there < d->len)
		return VHOST_BAD_ADDRESS;
	c->table = (const struct vring_desc *)(const void *)table;
	c->size = d->len / (uint32_t)sizeof(*d);
	c->next = 0;
	c->indirect = true;
	return VHOST_DONE;
}

/* The next buffer of a chain that has more. */
static inline enum vhost_status vhost_chain_next(const struct vhost_queue *q, struct vhost_chain *c,
						 struct vring_desc *d)
{
	for (;;) {
		enum vhost_status entered;

		if (c->next >= c->size || c->left-- == 0)
			return VHOST_BAD_CHAIN;
		*d = vhost_read_once(c->table + c->next);
		if (!(d->flags & VRING_DESC_F_INDIRECT))
			break;
		entered = vhost_enter_indirect(q, c, d);
		if (entered != VHOST_DONE)
			return entered;
	}
	c->more = d->flags & VRING_DESC_F_NEXT;
	c->next = d->next;
	return (d->flags & VRING_DESC_F_WRITE) == c->direction ? VHOST_DONE : VHOST_BAD_CHAIN;
}

/* Heads that somebody before us took and did not give back: they are the first to be taken again. */
static inline uint16_t vhost_pending(const struct vhost_queue *q)
{
	return (uint16_t)(q->resubmits - q->resubmitted);
}

/* How many heads there are to take; more than the ring has if the driver lies. */
static inline uint32_t vhost_available(const struct vhost_queue *q)
{
	return (uint32_t)vhost_pending(q) + (uint16_t)(__atomic_load_n(&q->avail->idx, __ATOMIC_ACQUIRE) - q->next);
}

/* The head that is `ahead` places behind the next one. It is the driver's word: to be checked against the ring's size. */
static inline uint16_t vhost_head(const struct vhost_queue *q, uint16_t ahead)
{
	uint16_t pending = vhost_pending(q);

	if (ahead < pending)
		return q->resubmit[q->resubmitted + ahead];
	return __atomic_load_n(&q->avail->ring[(uint16_t)(q->next + ahead - pending) & (q->size - 1)],
			       __ATOMIC_RELAXED);
}

static inline void vhost_take(struct vhost_queue *q, uint16_t heads)
{
	uint16_t pending = vhost_pending(q);
	uint16_t again = heads < pending ? heads : pending;

	q->resubmitted = (uint16_t)(q->resubmitted + again);
	q->next = (uint16_t)(q->next + heads - again);
}

static inline void vhost_give_back(struct vhost_queue *q, uint16_t place, uint16_t head, uint32_t length)
{
	struct vring_used_elem *e = &q->used->ring[place & (q->size - 1)];

	e->id = head;
	e->len = length;
}

/* Notes that a head was taken, and is among those that are given back next. */
static inline void vhost_inflight_take(struct vhost_queue *q, uint16_t head)
{
	struct vhost_inflight *f = q->inflight;

	if (f == NULL)
		return;
	f->descriptor[head].counter = q->counter++;
	__atomic_store_n(&f->descriptor[head].inflight, 1, __ATOMIC_RELEASE);
	f->descriptor[head].next = f->last_batch_head;
	f->last_batch_head = head;
}

void vhost_inflight_settle(struct vhost_queue *q, uint16_t count);

/* Shows the driver what was given back up to `done`. Whether it wants to be called. */
bool vhost_publish(struct vhost_queue *q, uint16_t done);

static inline void vhost_hush(struct vhost_queue *q)
{
	if (!(q->flags & VHOST_EVENT_IDX))
		__atomic_store_n(&q->used->flags, VRING_USED_F_NO_NOTIFY, __ATOMIC_RELAXED);
	q->listening = false;
}

struct vhost_task {
	struct vhost_queue *queue;
	enum vhost_status status;
	bool call;
};

/*
 * Runs `work` with the queue's lock, then calls the driver if it is to be. If it fails for good, the queue is stopped; a caller
 * that cannot say so leaves it to the next by `vhost_leave_fault`.
 */
void vhost_run(struct vhost_task *task, void (*work)(void *context));

void vhost_leave_fault(const struct vhost_task *task);

#endif
