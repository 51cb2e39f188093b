#include "vhost_walk.h"

struct receiving {
	struct vhost_task task;
	struct burst_area *area;
	uint32_t max;
	struct burst_received result;
};

/* The bytes of a chain as they follow each other. `length` is more than `room` if they did not fit. */
static enum vhost_status copy_chain(const struct vhost_queue *q, uint16_t head, uint8_t *to, uint32_t room,
				    uint32_t *length)
{
	struct vhost_chain chain = vhost_chain_of(q, head, 0);
	struct vring_desc d;

	*length = 0;
	while (chain.more) {
		enum vhost_status status = vhost_chain_next(q, &chain, &d);

		if (status != VHOST_DONE)
			return status;
		while (d.len > 0) {
			uint64_t there = 0;
			const uint8_t *from = vhost_at(q->memory, d.addr, &there);
			uint32_t n = there < d.len ? (uint32_t)there : d.len;

			if (from == NULL)
				return VHOST_BAD_ADDRESS;
			if (n > room - *length) {
				*length = room + 1;
				return VHOST_DONE;
			}
			memcpy(to + *length, from, n);
			*length += n;
			d.addr += n;
			d.len -= n;
		}
	}
	return VHOST_DONE;
}

static uint32_t header_length(const struct vhost_queue *q)
{
	return q->flags & VHOST_LONG_HEADER ? sizeof(struct virtio_net_hdr_mrg_rxbuf) : sizeof(struct virtio_net_hdr);
}

/* The offload header goes through the headroom, as with TAP devices. */
static enum vhost_status take(struct receiving *r, uint16_t head, uint32_t start)
{
	struct vhost_queue *q = r->task.queue;
	uint32_t header = header_length(q);
	uint8_t *packet = r->area->slab + start - header;
	uint32_t room = header + BURST_MAX_FRAME;
	uint32_t length;
	enum vhost_status status = copy_chain(q, head, packet, room, &length);

	if (status != VHOST_DONE)
		return status;
	if (length <= header || length > room) {
		r->result.lost++;
		return VHOST_DONE;
	}
	memcpy(&burst_descriptor(r->area->slab, r->result.frames)->offload, packet, sizeof(struct virtio_net_hdr));
	burst_fill(r->area, r->result.frames++, start, length - header);
	return VHOST_DONE;
}

static bool has_room(const struct receiving *r, uint16_t taken, uint32_t *start)
{
	return taken < r->max && (*start = burst_room(r->area)) != 0;
}

static void receive_work(void *context)
{
	struct receiving *r = context;
	struct vhost_queue *q = r->task.queue;
	uint32_t available = vhost_available(q);
	uint16_t taken = 0;
	uint32_t start;

	if (q->listening)
		vhost_hush(q);
	if (available > q->size)
		r->task.status = VHOST_BAD_CHAIN;
	while (r->task.status == VHOST_DONE && taken < available && has_room(r, taken, &start)) {
		uint16_t head = vhost_head(q, taken);

		if (head >= q->size) {
			r->task.status = VHOST_BAD_CHAIN;
			break;
		}
		vhost_inflight_take(q, head);
		r->task.status = take(r, head, start);
		vhost_give_back(q, (uint16_t)(q->done + taken++), head, 0);
	}
	if (r->task.status != VHOST_DONE)
		return;
	vhost_take(q, taken);
	r->task.call = vhost_publish(q, (uint16_t)(q->done + taken));
}

struct burst_received vhost_receive(struct vhost_queue *q, struct burst_area *area, uint32_t max)
{
	struct receiving r = { { q, VHOST_DONE, false }, area, max, { 0 } };

	vhost_run(&r.task, receive_work);
	if (r.task.status != VHOST_DONE)
		return (struct burst_received){ .error = r.task.status };
	return r.result;
}
