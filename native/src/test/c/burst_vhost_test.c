/* Virtqueues, with a driver that is right. */
#define _GNU_SOURCE
#include "vhost_driver.h"

#include <errno.h>

#define SHORT_HEADER 10
#define LONG_HEADER 12
#define MODERN (VHOST_LONG_HEADER | VHOST_MERGEABLE | VHOST_INDIRECT)

static void transmit(struct driver *g, uint16_t head, uint32_t header, uint32_t length, uint8_t mark)
{
	memset(driver_buffer(g, head), 0, header);
	memset(driver_buffer(g, head) + header, mark, length);
	driver_describe(g, head, header + length, 0, 0);
	driver_offer(g, head);
}

static void check_frame(const struct driver *g, uint32_t number, uint32_t length, uint8_t mark)
{
	const struct descriptor *d = burst_descriptor(g->slab, number);

	check(d->length == length, "a frame has its length");
	check(g->slab[d->start] == mark && g->slab[d->start + length - 1] == mark, "its bytes are there");
}

static void what_is_transmitted_is_received(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);

	transmit(g, 3, LONG_HEADER, 60, 0x11);
	transmit(g, 7, LONG_HEADER, 1514, 0x22);
	check(driver_transmitted(g).frames == 2, "two frames");
	check_frame(g, 0, 60, 0x11);
	check_frame(g, 1, 1514, 0x22);
	check(g->used->idx == 2 && g->used->ring[0].id == 3 && g->used->ring[1].id == 7, "buffers are given back");
	check(driver_transmitted(g).frames == 0, "and no more");
	driver_close(g);
}

static void a_chain_of_buffers_is_one_frame(void)
{
	struct driver *g = driver_open(0);
	struct virtio_net_hdr *header = (struct virtio_net_hdr *)(void *)driver_buffer(g, 0);

	*header = (struct virtio_net_hdr){ .flags = 1, .gso_type = 1, .gso_size = 1400, .csum_start = 34 };
	driver_describe(g, 0, SHORT_HEADER, VRING_DESC_F_NEXT, 5);
	driver_describe(g, 5, 100, VRING_DESC_F_NEXT, 2);
	driver_describe(g, 2, 200, 0, 0);
	memset(driver_buffer(g, 5), 0x5, 100);
	memset(driver_buffer(g, 2), 0x2, 200);
	driver_offer(g, 0);
	check(driver_transmitted(g).frames == 1, "one frame");
	check(burst_descriptor(g->slab, 0)->length == 300, "of all buffers");
	check(burst_descriptor(g->slab, 0)->offload.gso_size == 1400, "with its offload header");
	check(g->slab[burst_descriptor(g->slab, 0)->start + 99] == 0x5, "the first bytes first");
	check(g->slab[burst_descriptor(g->slab, 0)->start + 100] == 0x2, "then the others");
	driver_close(g);
}

static void an_indirect_chain_is_one_frame(void)
{
	struct driver *g = driver_open(MODERN);
	struct vring_desc *table = (struct vring_desc *)(void *)(g->bytes + INDIRECT);

	g->desc[9] = (struct vring_desc){ GUEST + INDIRECT, 2 * sizeof(*table), VRING_DESC_F_INDIRECT, 0 };
	table[0] = (struct vring_desc){ GUEST + BUFFERS, LONG_HEADER, VRING_DESC_F_NEXT, 1 };
	table[1] = (struct vring_desc){ GUEST + BUFFERS + 64, 90, 0, 0 };
	memset(g->bytes + BUFFERS + 64, 0x33, 90);
	driver_offer(g, 9);
	check(driver_transmitted(g).frames == 1, "one frame");
	check_frame(g, 0, 90, 0x33);
	driver_close(g);
}

static void more_than_a_burst_comes_in_order(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	uint8_t next = 0;

	for (int round = 0; round < 3000; round++) {
		for (uint16_t head = 0; head < RING; head++)
			transmit(g, head, LONG_HEADER, 60, (uint8_t)head);
		check(driver_transmitted(g).frames == RING, "a full ring");
		for (uint32_t frame = 0; frame < RING; frame++, next++)
			check_frame(g, frame, 60, next % RING);
	}
	driver_close(g);
}

static void what_is_no_frame_is_counted(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	struct burst_received r;

	transmit(g, 0, LONG_HEADER - 1, 0, 0);
	transmit(g, 1, LONG_HEADER, 0, 0);
	driver_describe(g, 2, LONG_HEADER + BURST_MAX_FRAME + 1, 0, 0);
	driver_offer(g, 2);
	transmit(g, 3, LONG_HEADER, 60, 0x44);
	r = driver_transmitted(g);
	check(r.frames == 1 && r.lost == 3 && r.error == VHOST_DONE, "one frame and three that are none");
	check_frame(g, 0, 60, 0x44);
	check(g->used->idx == 4, "all buffers are given back");
	driver_close(g);
}

static void offer_buffer(struct driver *g, uint16_t head, uint32_t length)
{
	driver_describe(g, head, length, VRING_DESC_F_WRITE, 0);
	driver_offer(g, head);
}

static uint16_t buffers_of(struct driver *g, uint32_t number)
{
	return ((struct virtio_net_hdr_mrg_rxbuf *)(void *)driver_buffer(g, number))->num_buffers;
}

static void a_frame_fills_a_buffer(void)
{
	struct driver *g = driver_open(MODERN);

	offer_buffer(g, 4, 2048);
	offer_buffer(g, 5, 2048);
	driver_frame(g, 0, 60, 0x66);
	driver_frame(g, 1, 1514, 0x77);
	check(driver_send(g, 2).count == 2, "two frames");
	check(g->used->idx == 2 && g->used->ring[0].id == 4 && g->used->ring[0].len == LONG_HEADER + 60, "the first");
	check(g->used->ring[1].id == 5 && g->used->ring[1].len == LONG_HEADER + 1514, "the second");
	check(buffers_of(g, 4) == 1 && driver_buffer(g, 4)[LONG_HEADER] == 0x66, "its header and bytes");
	check(driver_calls(g) == 1, "one call for both");
	driver_close(g);
}

/* The header itself may be in two buffers, and so may its last field. */
static void a_frame_fills_several_buffers(void)
{
	struct driver *g = driver_open(MODERN);

	offer_buffer(g, 0, LONG_HEADER - 1);
	offer_buffer(g, 1, 100);
	offer_buffer(g, 2, 2000);
	driver_frame(g, 0, 500, 0x88);
	check(driver_send(g, 1).count == 1, "one frame");
	check(g->used->idx == 3, "in three buffers");
	check(driver_buffer(g, 0)[LONG_HEADER - 2] == 3 && driver_buffer(g, 1)[0] == 0, "which the header tells");
	check(g->used->ring[2].len == LONG_HEADER + 500 - (LONG_HEADER - 1) - 100, "the last is not full");
	driver_close(g);
}

static void a_frame_without_room_is_refused(void)
{
	struct driver *g = driver_open(MODERN);
	struct burst_sent sent;

	offer_buffer(g, 0, 200);
	driver_frame(g, 0, 60, 1);
	driver_frame(g, 1, 300, 2);
	sent = driver_send(g, 2);
	check(sent.count == 1 && sent.error == VHOST_FULL, "the second does not fit");
	offer_buffer(g, 1, 100);
	check(driver_send(g, 2).count == 1, "nor does it now, behind the first");
	offer_buffer(g, 2, 2000);
	driver_frame(g, 0, 300, 3);
	check(driver_send(g, 1).count == 1 && g->used->idx == 3, "what was begun took nothing");
	driver_close(g);
}

static void a_buffer_for_each_frame_may_be_too_short(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);

	offer_buffer(g, 0, 200);
	offer_buffer(g, 1, 200);
	driver_frame(g, 0, 300, 1);
	check(driver_send(g, 1).error == VHOST_TOO_LONG, "buffers are not merged");
	driver_frame(g, 0, 188, 1);
	check(driver_send(g, 1).count == 1, "the buffer is still there");
	driver_close(g);
}

static void only_what_was_agreed_to_is_sent(void)
{
	struct driver *g = driver_open(MODERN | VHOST_GUEST_CSUM | VHOST_GUEST_TSO4);
	struct virtio_net_hdr *offload = &burst_descriptor(g->slab, 0)->offload;

	offer_buffer(g, 0, 2048);
	driver_frame(g, 0, 100, 1);
	offload->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	offload->gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
	check(driver_send(g, 1).error == VHOST_NOT_ACCEPTED, "not TCP over IPv6");
	offload->gso_type = 5;
	check(driver_send(g, 1).error == VHOST_NOT_ACCEPTED, "nor UDP");
	offload->gso_type = VIRTIO_NET_HDR_GSO_UDP;
	check(driver_send(g, 1).error == VHOST_NOT_ACCEPTED, "nor what nobody can agree to");
	offload->gso_type = VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN;
	check(driver_send(g, 1).error == VHOST_NOT_ACCEPTED, "nor CWR");
	offload->gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	check(driver_send(g, 1).count == 1, "but TCP over IPv4");
	check(memcmp(driver_buffer(g, 0), offload, sizeof(*offload)) == 0, "with its header as it is");
	driver_close(g);
}

static void a_train_is_one_frame(void)
{
	struct driver *g = driver_open(MODERN | VHOST_GUEST_CSUM | VHOST_GUEST_TSO4);
	struct train train = { .frames = 2, .frame = { 0, 1 } };
	struct burst_slab slab = { g->slab, SLAB };
	int32_t entry = ~0;

	driver_frame(g, 0, 154, 0xa);
	driver_frame(g, 1, 154, 0xb);
	train.offload = (struct virtio_net_hdr){ 1, 1, 54, 100, 34, 16 };
	memset(train.headers, 0xc, 54);
	offer_buffer(g, 0, 2048);
	check(vhost_send(&g->queue, slab, &train, &entry, 1).count == 1, "it is sent");
	check(g->used->ring[0].len == LONG_HEADER + 54 + 200, "as one frame");
	check(driver_buffer(g, 0)[LONG_HEADER + 53] == 0xc && driver_buffer(g, 0)[LONG_HEADER + 54] == 0xa, "headers");
	check(driver_buffer(g, 0)[LONG_HEADER + 154] == 0xb, "then one payload behind the other");
	driver_close(g);
}

static void a_message_is_a_plain_frame(void)
{
	struct driver *g = driver_open(MODERN);
	struct udp_piece pieces[2] = { { UDP_HEADERS, 0, 4 }, { UDP_FRAMES, SLAB_DATA, 60 } };
	struct udp_message messages[2] = { { .first = 0, .count = 2 }, { .first = 0, .count = 2 } };
	uint8_t headers[4] = { 1, 2, 3, 4 };
	struct udp_batch batch = { .messages = messages, .count = 2, .pieces = pieces,
				   .areas = { [UDP_FRAMES] = { g->slab, SLAB }, [UDP_HEADERS] = { headers, 4 } } };

	memset(g->slab + SLAB_DATA, 0x5a, 60);
	offer_buffer(g, 0, 2048);
	check(vhost_send_pieces(&g->queue, &batch) == 1, "there is room for one");
	check(messages[0].error == 0 && messages[1].error == ENOBUFS, "and for no other");
	check(g->used->ring[0].len == LONG_HEADER + 64 && driver_buffer(g, 0)[LONG_HEADER + 3] == 4, "its pieces");
	check(driver_buffer(g, 0)[LONG_HEADER + 4] == 0x5a && driver_buffer(g, 0)[0] == 0, "with an empty header");
	driver_close(g);
}

static void the_driver_says_when_it_is_called(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);

	g->avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
	transmit(g, 0, LONG_HEADER, 60, 1);
	driver_transmitted(g);
	check(driver_calls(g) == 0, "not if it does not want to");
	g->avail->flags = 0;
	transmit(g, 0, LONG_HEADER, 60, 1);
	driver_transmitted(g);
	check(driver_calls(g) == 1, "else once a burst");
	driver_close(g);
}

static void with_an_event_index_it_says_for_which(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER | VHOST_EVENT_IDX);
	uint16_t *used_event = &g->avail->ring[RING];

	for (uint16_t i = 0; i < 4; i++) {
		*used_event = 2;
		transmit(g, i, LONG_HEADER, 60, 1);
		driver_transmitted(g);
		check(driver_calls(g) == (i == 2), "for the third it is");
	}
	driver_close(g);
}

/* Somebody before us gave 3 back without a call: the event index says that the driver waits for one since. */
static void the_driver_is_called_when_the_queue_starts(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	int other = eventfd(0, EFD_NONBLOCK);
	uint64_t calls;

	g->used->idx = 3;
	check(driver_start(g, VHOST_LONG_HEADER | VHOST_EVENT_IDX) == VHOST_DONE, "it starts");
	check(driver_calls(g) == 1, "with a call");
	vhost_set_call(&g->queue, other);
	check(read(other, &calls, sizeof(calls)) > 0, "another eventfd is told, too");
	vhost_stop(&g->queue);
	vhost_set_call(&g->queue, g->call);
	check(driver_calls(g) == 0, "a queue that is stopped has nothing to tell");
	close(other);
	driver_close(g);
}

static void check_listening(uint32_t flags)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER | flags);
	int kick = eventfd(1, EFD_NONBLOCK);
	uint64_t count;

	check(flags != 0 || g->used->flags == VRING_USED_F_NO_NOTIFY, "nobody need kick at first");
	check(vhost_listen(&g->queue, kick), "nothing is there");
	check(read(kick, &count, sizeof(count)) < 0, "the kick is taken back");
	check(flags != 0 || g->used->flags == 0, "now the driver has to");
	transmit(g, 0, LONG_HEADER, 60, 1);
	check(!vhost_listen(&g->queue, kick), "something is there");
	check(read(kick, &count, sizeof(count)) > 0, "which the kick tells");
	check(driver_transmitted(g).frames == 1 && vhost_listen(&g->queue, kick), "and after that");
	check(flags == 0 || *(uint16_t *)(void *)&g->used->ring[RING] == 1, "the event is the next place");
	close(kick);
	driver_close(g);
}

static void kicks_are_asked_for_when_there_is_nothing(void)
{
	check_listening(0);
	check_listening(VHOST_EVENT_IDX);
}

static void a_stopped_queue_goes_on_where_it_was(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	struct vhost_ring ring = driver_ring(g, VHOST_LONG_HEADER);

	transmit(g, 0, LONG_HEADER, 60, 1);
	driver_transmitted(g);
	transmit(g, 1, LONG_HEADER, 60, 2);
	ring.next = vhost_stop(&g->queue);
	check(ring.next == 1, "the place of the next");
	check(driver_transmitted(g).error == VHOST_STOPPED, "it is stopped");
	check(vhost_start(&g->queue, &g->memory, &ring) == VHOST_DONE, "it starts again");
	check(driver_transmitted(g).frames == 1, "with what was left");
	check_frame(g, 0, 60, 2);
	driver_close(g);
}

int main(void)
{
	check(vhost_guard_install() == 0, "the guard is there");
	what_is_transmitted_is_received();
	a_chain_of_buffers_is_one_frame();
	an_indirect_chain_is_one_frame();
	more_than_a_burst_comes_in_order();
	what_is_no_frame_is_counted();
	a_frame_fills_a_buffer();
	a_frame_fills_several_buffers();
	a_frame_without_room_is_refused();
	a_buffer_for_each_frame_may_be_too_short();
	only_what_was_agreed_to_is_sent();
	a_train_is_one_frame();
	a_message_is_a_plain_frame();
	the_driver_says_when_it_is_called();
	with_an_event_index_it_says_for_which();
	the_driver_is_called_when_the_queue_starts();
	kicks_are_asked_for_when_there_is_nothing();
	a_stopped_queue_goes_on_where_it_was();
	return conclude("burst_vhost_test");
}
