#include "vhost_walk.h"

#include <errno.h>

#define NUM_BUFFERS offsetof(struct virtio_net_hdr_mrg_rxbuf, num_buffers)
#define GSO_UDP_L4 5 /* VIRTIO_NET_HDR_GSO_UDP_L4 of linux/virtio_net.h, which Linux 6.2 brought */
#define MOST_PARTS (2 + BURST_CAPACITY)

/* A frame on its way: the pieces that are left of it. */
struct frame {
	struct virtio_net_hdr_mrg_rxbuf header;
	struct iovec part[MOST_PARTS];
	uint32_t parts;
	uint32_t next;
	uint32_t left;	 /* bytes */
	uint32_t copied; /* bytes */
	uint8_t *buffers[2]; /* where the guest has the two bytes of num_buffers, each of which may be anywhere */
};

struct sending {
	struct vhost_task task;
	struct burst_slab slab;
	const struct train *trains;
	const int32_t *entries;
	uint32_t count;
	uint32_t sent;
	struct udp_batch *batch;
	uint32_t available; /* heads */
	uint16_t done;
};

static void add_part(struct frame *f, const void *at, size_t length)
{
	f->part[f->parts++] = (struct iovec){ (void *)(uintptr_t)at, length };
	f->left += (uint32_t)length;
}

static bool add_frame(struct frame *f, struct burst_slab slab, int32_t number)
{
	const struct descriptor *d = burst_frame(slab, number);

	if (d == NULL)
		return false;
	f->header.hdr = d->offload;
	add_part(f, slab.start + d->start, d->length);
	return true;
}

static bool add_train(struct frame *f, struct burst_slab slab, const struct train *trains, uint32_t number)
{
	const struct train *t = trains + number;

	if (number >= BURST_TRAINS || t->frames > BURST_CAPACITY || t->offload.hdr_len > TRAIN_HEADERS)
		return false;
	f->header.hdr = t->offload;
	add_part(f, t->headers, t->offload.hdr_len);
	for (uint32_t i = 0; i < t->frames; i++) {
		const struct descriptor *d = burst_frame(slab, t->frame[i]);

		if (d == NULL || d->length < t->offload.hdr_len)
			return false;
		add_part(f, slab.start + d->start + t->offload.hdr_len, d->length - t->offload.hdr_len);
	}
	return true;
}

static void begin(struct frame *f, const struct vhost_queue *q)
{
	f->parts = 0;
	f->next = 0;
	f->left = 0;
	f->copied = 0;
	add_part(f, &f->header, q->flags & VHOST_LONG_HEADER ? sizeof(f->header) : sizeof(f->header.hdr));
}

static bool gather(struct frame *f, const struct sending *s, int32_t entry)
{
	begin(f, s->task.queue);
	return entry < 0 ? add_train(f, s->slab, s->trains, ~(uint32_t)entry) : add_frame(f, s->slab, entry);
}

static uint32_t asked_for(const struct virtio_net_hdr *h)
{
	uint32_t asked = h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM ? VHOST_GUEST_CSUM : 0;

	switch (h->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_NONE:
		break;
	case VIRTIO_NET_HDR_GSO_TCPV4:
		asked |= VHOST_GUEST_TSO4;
		break;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		asked |= VHOST_GUEST_TSO6;
		break;
	case GSO_UDP_L4:
		asked |= VHOST_GUEST_USO;
		break;
	default:
		asked |= VHOST_NOBODY;
	}
	return h->gso_type & VIRTIO_NET_HDR_GSO_ECN ? asked | VHOST_GUEST_ECN : asked;
}

/* Whether the driver agreed to what the frame asks of it. That a checksum was verified it need not know. */
static bool is_accepted(const struct vhost_queue *q, struct virtio_net_hdr *h)
{
	if ((h->flags | h->gso_type) == 0)
		return true;
	if (!(q->flags & VHOST_GUEST_CSUM))
		h->flags &= VIRTIO_NET_HDR_F_NEEDS_CSUM;
	return (asked_for(h) & ~q->flags) == 0;
}

static void note_buffers(struct frame *f, uint8_t *to, uint32_t length)
{
	for (uint32_t i = 0; i < 2; i++)
		if (NUM_BUFFERS + i >= f->copied && NUM_BUFFERS + i < f->copied + length)
			f->buffers[i] = to + (NUM_BUFFERS + i - f->copied);
}

/* Copies what is left of the frame, at most `room` bytes. */
static void copy_parts(struct frame *f, uint8_t *to, uint64_t room)
{
	while (room > 0 && f->left > 0) {
		struct iovec *part = &f->part[f->next];
		uint32_t n = (uint32_t)(room < part->iov_len ? room : part->iov_len);

		memcpy(to, part->iov_base, n);
		if (f->copied < sizeof(f->header))
			note_buffers(f, to, n);
		part->iov_base = (uint8_t *)part->iov_base + n;
		part->iov_len -= n;
		f->next += part->iov_len == 0;
		f->left -= n;
		f->copied += n;
		to += n;
		room -= n;
	}
}

/* Fills the buffers of a chain, as far as there is something left to fill in. */
static enum vhost_status fill_chain(const struct vhost_queue *q, struct frame *f, uint16_t head)
{
	struct vhost_chain chain = vhost_chain_of(q, head, VRING_DESC_F_WRITE);
	struct vring_desc d;

	while (f->left > 0 && chain.more) {
		enum vhost_status status = vhost_chain_next(q, &chain, &d);

		if (status != VHOST_DONE)
			return status;
		while (f->left > 0 && d.len > 0) {
			uint64_t there = 0;
			uint8_t *to = vhost_at(q->memory, d.addr, &there);
			uint32_t n = there < d.len ? (uint32_t)there : d.len;

			if (to == NULL)
				return VHOST_BAD_ADDRESS;
			copy_parts(f, to, n);
			d.addr += n;
			d.len -= n;
		}
	}
	return VHOST_DONE;
}

/* What is available may have become more since the burst began. */
static bool is_available(struct sending *s, uint16_t taken)
{
	if (taken >= s->available)
		s->available = vhost_available(s->task.queue);
	return taken < s->available;
}

static enum vhost_status fill_next(struct sending *s, struct frame *f, uint16_t taken)
{
	struct vhost_queue *q = s->task.queue;
	uint32_t before = f->copied;
	enum vhost_status status;
	uint16_t head;

	if (taken == q->size || (taken > 0 && !(q->flags & VHOST_MERGEABLE)))
		return VHOST_TOO_LONG;
	if (!is_available(s, taken))
		return VHOST_FULL;
	head = vhost_head(q, taken);
	if (head >= q->size)
		return VHOST_BAD_CHAIN;
	status = fill_chain(q, f, head);
	vhost_give_back(q, (uint16_t)(s->done + taken), head, f->copied - before);
	return status;
}

static void commit(struct sending *s, uint16_t taken)
{
	struct vhost_queue *q = s->task.queue;

	for (uint16_t i = 0; q->inflight != NULL && i < taken; i++)
		vhost_inflight_take(q, vhost_head(q, i) & (q->size - 1));
	vhost_take(q, taken);
	s->available -= taken;
	s->done = (uint16_t)(s->done + taken);
}

/* A frame that does not come to its end has taken nothing: what was written to the guest's buffers, they are free for. */
static enum vhost_status deliver(struct sending *s, struct frame *f)
{
	uint16_t taken = 0;

	while (f->left > 0) {
		enum vhost_status status = fill_next(s, f, taken);

		if (status != VHOST_DONE)
			return status;
		taken++;
	}
	if (s->task.queue->flags & VHOST_LONG_HEADER) {
		*f->buffers[0] = (uint8_t)taken;
		*f->buffers[1] = (uint8_t)(taken >> 8);
	}
	commit(s, taken);
	return VHOST_DONE;
}

static enum vhost_status send_entry(struct sending *s, int32_t entry)
{
	struct frame f;

	if (!gather(&f, s, entry))
		return VHOST_NO_FRAME;
	if (!is_accepted(s->task.queue, &f.header.hdr))
		return VHOST_NOT_ACCEPTED;
	return deliver(s, &f);
}

static void look(struct sending *s)
{
	struct vhost_queue *q = s->task.queue;

	s->available = vhost_available(q);
	s->done = q->done;
	if (s->available > q->size)
		s->task.status = VHOST_BAD_CHAIN;
}

static void send_work(void *context)
{
	struct sending *s = context;

	look(s);
	while (s->task.status == VHOST_DONE && s->sent < s->count) {
		s->task.status = send_entry(s, s->entries[s->sent]);
		s->sent += s->task.status == VHOST_DONE;
	}
	if (s->task.status < VHOST_BAD_ADDRESS)
		s->task.call = vhost_publish(s->task.queue, s->done);
}

struct burst_sent vhost_send(struct vhost_queue *q, struct burst_slab slab, const struct train *trains,
			     const int32_t *entries, uint32_t count)
{
	struct sending s = { .task = { q, VHOST_DONE, false }, .slab = slab, .trains = trains, .entries = entries,
			     .count = count };

	vhost_run(&s.task, send_work);
	if (s.task.status >= VHOST_BAD_ADDRESS)
		return (struct burst_sent){ 0, s.task.status };
	return (struct burst_sent){ s.sent, s.task.status };
}

static enum vhost_status send_message(struct sending *s, const struct udp_message *m)
{
	struct frame f;

	begin(&f, s->task.queue);
	memset(&f.header, 0, sizeof(f.header));
	if (!udp_has_pieces(m) || m->count > MOST_PARTS - 1 || udp_parts(s->batch, m, f.part + 1) != 0)
		return VHOST_NO_FRAME;
	f.parts += m->count;
	for (uint32_t i = 1; i < f.parts; i++)
		f.left += (uint32_t)f.part[i].iov_len;
	return deliver(s, &f);
}

static void send_pieces_work(void *context)
{
	struct sending *s = context;

	look(s);
	for (uint32_t i = 0; i < s->batch->count && s->task.status < VHOST_BAD_ADDRESS; i++) {
		static const int errors[] = { [VHOST_FULL] = ENOBUFS, [VHOST_TOO_LONG] = EMSGSIZE,
					      [VHOST_NO_FRAME] = EFAULT };
		enum vhost_status status = send_message(s, s->batch->messages + i);

		if (status >= VHOST_BAD_ADDRESS)
			s->task.status = status;
		else
			s->batch->messages[i].error = errors[status];
	}
	if (s->task.status < VHOST_BAD_ADDRESS)
		s->task.call = vhost_publish(s->task.queue, s->done);
}

uint32_t vhost_send_pieces(struct vhost_queue *q, struct udp_batch *batch)
{
	struct sending s = { .task = { q, VHOST_DONE, false }, .batch = batch };
	int error;

	vhost_run(&s.task, send_pieces_work);
	vhost_leave_fault(&s.task);
	if (s.task.status == VHOST_DONE)
		return udp_refused(batch);
	error = s.task.status == VHOST_STOPPED ? ENETDOWN : EIO;
	for (uint32_t i = 0; i < batch->count; i++)
		batch->messages[i].error = error;
	return batch->count;
}
