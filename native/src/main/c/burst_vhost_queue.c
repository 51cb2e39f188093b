#define _GNU_SOURCE
#include "vhost_walk.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#define SPINS 64

static void pause_a_little(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* Held for a burst at most; whoever holds it may have lost his processor, and gets it back. */
static void lock(struct vhost_queue *q)
{
	for (int spins = 0; __atomic_exchange_n(&q->lock, 1, __ATOMIC_ACQUIRE) != 0; spins++) {
		if (spins < SPINS) {
			pause_a_little();
		} else {
			sched_yield();
			spins = 0;
		}
	}
}

static void unlock(struct vhost_queue *q)
{
	__atomic_store_n(&q->lock, 0, __ATOMIC_RELEASE);
}

/* A full eventfd has been told often enough. */
static void signal_eventfd(int fd)
{
	uint64_t one = 1;
	ssize_t told = fd < 0 ? 0 : write(fd, &one, sizeof(one));

	(void)told;
}

/* The front end may have made the descriptor a blocking one again: it holds the other end of the same open file. */
static void clear_eventfd(int fd)
{
	uint64_t count;
	struct iovec all = { &count, sizeof(count) };
	ssize_t n = preadv2(fd, &all, 1, -1, RWF_NOWAIT);

	if (n < 0 && errno == EOPNOTSUPP)
		n = read(fd, &count, sizeof(count)); /* before Linux 5.8 */
	(void)n;
}

static enum vhost_status take_fault(struct vhost_queue *q)
{
	uint16_t fault = q->fault;

	q->fault = 0;
	return fault != 0 ? fault : VHOST_STOPPED;
}

void vhost_leave_fault(const struct vhost_task *task)
{
	if (task->status < VHOST_BAD_ADDRESS)
		return;
	lock(task->queue);
	task->queue->fault = (uint16_t)task->status;
	unlock(task->queue);
}

void vhost_run(struct vhost_task *task, void (*work)(void *context))
{
	struct vhost_queue *q = task->queue;

	lock(q);
	if (q->size == 0)
		task->status = take_fault(q);
	else if (!vhost_guarded(work, task))
		task->status = VHOST_MEMORY_GONE;
	if (task->status >= VHOST_BAD_ADDRESS)
		q->size = 0;
	else if (task->call)
		signal_eventfd(q->call);
	unlock(q);
}

/* The field behind the ring that says up to where the driver does not want to be called (section 2.7.10). */
static uint16_t used_event(const struct vhost_queue *q)
{
	return __atomic_load_n(&q->avail->ring[q->size], __ATOMIC_RELAXED);
}

static void set_avail_event(struct vhost_queue *q, uint16_t place)
{
	void *event = &q->used->ring[q->size];

	__atomic_store_n((uint16_t *)event, place, __ATOMIC_RELAXED);
}

static bool wants_call(struct vhost_queue *q)
{
	uint16_t before = q->told;

	q->told = q->done;
	return q->flags & VHOST_EVENT_IDX ? vring_need_event(used_event(q), q->done, before) :
					    !(__atomic_load_n(&q->avail->flags, __ATOMIC_RELAXED) &
					      VRING_AVAIL_F_NO_INTERRUPT);
}

bool vhost_publish(struct vhost_queue *q, uint16_t done)
{
	uint16_t given = (uint16_t)(done - q->done);

	if (given == 0)
		return false;
	__atomic_store_n(&q->used->idx, done, __ATOMIC_RELEASE);
	q->done = done;
	vhost_inflight_settle(q, given);
	/* The driver writes what it wants and then looks at idx; it must not be that each looks before the other writes. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return wants_call(q);
}

/* The `count` heads of the last batch are with the driver. The chain of them is in shared memory, too. */
void vhost_inflight_settle(struct vhost_queue *q, uint16_t count)
{
	struct vhost_inflight *f = q->inflight;
	uint16_t head;

	if (f == NULL)
		return;
	head = __atomic_load_n(&f->last_batch_head, __ATOMIC_RELAXED);
	for (uint16_t i = 0; i < count && head < q->size; i++) {
		f->descriptor[head].inflight = 0;
		head = __atomic_load_n(&f->descriptor[head].next, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&f->used, q->done, __ATOMIC_RELEASE);
}

struct listening {
	struct vhost_task task;
	int kick;
};

/* In this order: a kick that comes behind the look at the ring makes `kick` readable again. */
static void listen_work(void *context)
{
	struct listening *l = context;
	struct vhost_queue *q = l->task.queue;

	clear_eventfd(l->kick);
	if (q->flags & VHOST_EVENT_IDX)
		set_avail_event(q, q->next);
	else
		__atomic_store_n(&q->used->flags, 0, __ATOMIC_RELAXED);
	q->listening = true;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (vhost_available(q) == 0)
		return;
	vhost_hush(q);
	l->task.status = VHOST_FULL;
}

bool vhost_listen(struct vhost_queue *q, int kick)
{
	struct listening l = { { q, VHOST_DONE, false }, kick };

	vhost_run(&l.task, listen_work);
	vhost_leave_fault(&l.task);
	if (l.task.status != VHOST_DONE && l.task.status != VHOST_STOPPED)
		signal_eventfd(kick);
	return l.task.status == VHOST_DONE;
}

static int by_counter(const void *one, const void *other, void *context)
{
	const struct vhost_inflight *f = context;
	uint64_t a = f->descriptor[*(const uint16_t *)one].counter;
	uint64_t b = f->descriptor[*(const uint16_t *)other].counter;

	return a < b ? -1 : a > b;
}

/* What was taken before us and not given back comes first, in the order in which it was taken. */
static void resubmit(struct vhost_queue *q)
{
	struct vhost_inflight *f = q->inflight;

	q->counter = 0;
	for (uint16_t head = 0; head < q->size; head++) {
		if (f->descriptor[head].inflight != 1)
			continue;
		q->resubmit[q->resubmits++] = head;
		if (f->descriptor[head].counter >= q->counter)
			q->counter = f->descriptor[head].counter + 1;
	}
	qsort_r(q->resubmit, q->resubmits, sizeof(*q->resubmit), by_counter, f);
	q->next = (uint16_t)(q->done + q->resubmits);
}

static enum vhost_status take_over(struct vhost_queue *q)
{
	struct vhost_inflight *f = q->inflight;
	uint16_t given;

	if (f->version == 0) {
		f->version = VHOST_INFLIGHT_VERSION;
		f->count = q->size;
		f->used = q->done;
	}
	given = (uint16_t)(q->done - f->used);
	if (f->version != VHOST_INFLIGHT_VERSION || f->count < q->size || given > q->size)
		return VHOST_BAD_CHAIN;
	vhost_inflight_settle(q, given);
	resubmit(q);
	return VHOST_DONE;
}

/* Who was here before may have given something back and not said so any more: the driver is called in any case. */
static void start_work(void *context)
{
	struct vhost_task *task = context;
	struct vhost_queue *q = task->queue;

	q->done = __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE);
	q->told = q->done;
	if (q->inflight != NULL)
		task->status = take_over(q);
	vhost_hush(q);
	task->call = true;
}

static bool is_aligned(const void *at, uintptr_t bytes)
{
	return at != NULL && (uintptr_t)at % bytes == 0;
}

/* Whether the log of what is in flight, if one is kept, has room for the ring. */
static bool place_inflight(struct vhost_queue *q, const struct vhost_ring *ring)
{
	uint64_t needed = sizeof(*q->inflight) + ring->size * sizeof(*q->inflight->descriptor);

	q->inflight = NULL;
	if (ring->inflight == NULL || ring->inflight->count == 0)
		return true;
	if (ring->inflight_size >= needed)
		q->inflight = vhost_memory_find(ring->inflight, ring->inflight_at, needed);
	return is_aligned(q->inflight, _Alignof(struct vhost_inflight));
}

static bool place_ring(struct vhost_queue *q, const struct vhost_memory *m, const struct vhost_ring *ring)
{
	uint32_t n = ring->size;

	q->descriptors = vhost_memory_find(m, ring->descriptors, n * sizeof(struct vring_desc));
	q->avail = vhost_memory_find(m, ring->avail, sizeof(struct vring_avail) + (n + 1) * sizeof(uint16_t));
	q->used = vhost_memory_find(m, ring->used,
				    sizeof(struct vring_used) + n * sizeof(struct vring_used_elem) + sizeof(uint16_t));
	return is_aligned(q->descriptors, VRING_DESC_ALIGN_SIZE) && is_aligned(q->avail, VRING_AVAIL_ALIGN_SIZE) &&
	       is_aligned(q->used, VRING_USED_ALIGN_SIZE);
}

static enum vhost_status place(struct vhost_queue *q, const struct vhost_memory *m, const struct vhost_ring *ring)
{
	uint32_t n = ring->size;

	if (n == 0 || n > VHOST_RING_MAX || (n & (n - 1)) != 0)
		return VHOST_BAD_CHAIN;
	return place_ring(q, m, ring) && place_inflight(q, ring) ? VHOST_DONE : VHOST_BAD_ADDRESS;
}

enum vhost_status vhost_start(struct vhost_queue *q, const struct vhost_memory *m, const struct vhost_ring *ring)
{
	struct vhost_task task = { q, VHOST_DONE, false };

	vhost_stop(q);
	lock(q);
	task.status = place(q, m, ring);
	if (task.status == VHOST_DONE) {
		q->memory = m;
		q->flags = ring->flags;
		q->call = ring->call;
		q->next = (uint16_t)ring->next;
		q->resubmits = 0;
		q->resubmitted = 0;
		q->size = (uint16_t)ring->size;
	}
	unlock(q);
	if (task.status == VHOST_DONE)
		vhost_run(&task, start_work);
	return task.status;
}

uint16_t vhost_stop(struct vhost_queue *q)
{
	uint16_t next;

	lock(q);
	q->size = 0;
	q->fault = 0;
	q->memory = NULL;
	q->call = -1;
	next = (uint16_t)(q->next - vhost_pending(q));
	unlock(q);
	return next;
}

void vhost_set_call(struct vhost_queue *q, int call)
{
	lock(q);
	q->call = call;
	if (q->size != 0)
		signal_eventfd(call);
	unlock(q);
}
