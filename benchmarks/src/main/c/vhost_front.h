/*
 * A front end of vhost-user with one queue pair, for programs that are guests without a machine: memory in a file, rings
 * and buffers in it, and the messages that a back end is told them by. A back end that connects is served until the
 * program ends; anything unexpected ends the program.
 */
#ifndef TAPLANE_BENCH_VHOST_FRONT_H
#define TAPLANE_BENCH_VHOST_FRONT_H

#include "program.h"

#include <linux/virtio_ring.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	FRONT_RING = 1024,
	FRONT_BUFFER = 2048,
	FRONT_HEADER = 12, /* struct virtio_net_hdr_mrg_rxbuf */
	FRONT_RINGS = 2,   /* the first receives, the second transmits */
	FRONT_DESCRIPTORS = FRONT_RING * 16,
	FRONT_AVAIL = 4096,
	FRONT_USED = 12288,
	FRONT_RING_BYTES = FRONT_DESCRIPTORS + FRONT_AVAIL + FRONT_USED,
	FRONT_BYTES = FRONT_RINGS * (FRONT_RING_BYTES + FRONT_RING * FRONT_BUFFER),
	CONNECT_MILLIS = 20000,
};

/* Requests and feature bits (QEMU, docs/interop/vhost-user; OASIS VIRTIO 1.2). */
enum {
	GET_FEATURES = 1,
	SET_FEATURES = 2,
	SET_OWNER = 3,
	SET_MEM_TABLE = 5,
	SET_VRING_NUM = 8,
	SET_VRING_ADDR = 9,
	SET_VRING_BASE = 10,
	SET_VRING_KICK = 12,
	SET_VRING_CALL = 13,
	GET_PROTOCOL_FEATURES = 15,
	SET_PROTOCOL_FEATURES = 16,
	SET_VRING_ENABLE = 18,
};

#define FEATURE_PROTOCOL (UINT64_C(1) << 30)
#define FEATURE_VERSION_1 (UINT64_C(1) << 32)

struct front_ring {
	struct vring_desc *descriptors;
	struct vring_avail *avail;
	struct vring_used *used;
	uint8_t *buffers;
	int kick;
	int call;
	uint16_t available; /* what was made available so far */
	uint16_t taken;	    /* what was taken back so far */
};

struct front {
	int listener;
	int socket;
	int memory;
	uint8_t *bytes;
	struct front_ring rings[FRONT_RINGS];
};

struct front_message {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
	union {
		uint64_t number;
		struct {
			uint32_t ring;
			uint32_t value;
		} state;
		struct {
			uint32_t ring;
			uint32_t flags;
			uint64_t descriptors, used, avail, log;
		} address;
		struct {
			uint32_t regions;
			uint32_t padding;
			uint64_t guest, size, user, offset;
		} memory;
	};
} __attribute__((packed));

#define FRONT_MESSAGE_HEADER offsetof(struct front_message, number)

static inline uint64_t front_address(const void *at)
{
	return (uint64_t)(uintptr_t)at;
}

static inline void front_send(struct front *f, struct front_message *m, uint32_t size, int fd)
{
	union {
		struct cmsghdr aligned;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec part = {m, FRONT_MESSAGE_HEADER + size};
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};

	m->flags = 1;
	m->size = size;
	if (fd >= 0) {
		control.aligned = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
		memcpy(CMSG_DATA(&control.aligned), &fd, sizeof(int));
		header.msg_control = &control;
		header.msg_controllen = sizeof(control);
	}
	checked((int)sendmsg(f->socket, &header, MSG_NOSIGNAL), "sendmsg to the back end");
}

static inline void front_tell(struct front *f, uint32_t request, uint64_t number, int fd)
{
	struct front_message m = {.request = request, .number = number};

	front_send(f, &m, sizeof(m.number), fd);
}

static inline void front_tell_ring(struct front *f, uint32_t request, uint32_t ring, uint32_t value)
{
	struct front_message m = {.request = request, .state = {ring, value}};

	front_send(f, &m, sizeof(m.state), -1);
}

static inline uint64_t front_ask(struct front *f, uint32_t request)
{
	struct front_message m = {.request = request};
	ssize_t wanted = FRONT_MESSAGE_HEADER + sizeof(m.number);

	front_send(f, &m, 0, -1);
	if (recv(f->socket, &m, (size_t)wanted, MSG_WAITALL) != wanted || m.request != request)
		errx(1, "the back end does not answer request %u", request);
	return m.number;
}

static inline void front_share_memory(struct front *f)
{
	struct front_message m = {.request = SET_MEM_TABLE};

	m.memory.regions = 1;
	m.memory.guest = m.memory.user = front_address(f->bytes);
	m.memory.size = FRONT_BYTES;
	front_send(f, &m, sizeof(m.memory), f->memory);
}

static inline void front_share_ring(struct front *f, uint32_t number)
{
	struct front_ring *r = &f->rings[number];
	struct front_message m = {.request = SET_VRING_ADDR};

	m.address.ring = number;
	m.address.descriptors = front_address(r->descriptors);
	m.address.used = front_address(r->used);
	m.address.avail = front_address(r->avail);
	front_tell_ring(f, SET_VRING_NUM, number, FRONT_RING);
	front_tell_ring(f, SET_VRING_BASE, number, 0);
	front_send(f, &m, sizeof(m.address), -1);
	front_tell(f, SET_VRING_CALL, number, r->call);
	front_tell(f, SET_VRING_KICK, number, r->kick);
}

/* Without an event index and without merged buffers, as DPDK's own front end is by default. */
static inline void front_begin(struct front *f)
{
	uint64_t offered = front_ask(f, GET_FEATURES);
	uint64_t wanted = FEATURE_VERSION_1 | FEATURE_PROTOCOL;

	if ((offered & wanted) != wanted)
		errx(1, "the back end offers 0x%" PRIx64, offered);
	front_ask(f, GET_PROTOCOL_FEATURES);
	front_tell(f, SET_PROTOCOL_FEATURES, 0, -1);
	front_tell(f, SET_OWNER, 0, -1);
	front_tell(f, SET_FEATURES, wanted, -1);
	front_share_memory(f);
	for (uint32_t ring = 0; ring < FRONT_RINGS; ring++)
		front_share_ring(f, ring);
	for (uint32_t ring = 0; ring < FRONT_RINGS; ring++)
		front_tell_ring(f, SET_VRING_ENABLE, ring, 1);
}

static inline void front_place_ring(struct front *f, uint32_t number)
{
	struct front_ring *r = &f->rings[number];
	uint8_t *at = f->bytes + number * (size_t)FRONT_RING_BYTES;

	r->descriptors = (void *)at;
	r->avail = (void *)(at + FRONT_DESCRIPTORS);
	r->used = (void *)(at + FRONT_DESCRIPTORS + FRONT_AVAIL);
	r->buffers = f->bytes + FRONT_RINGS * (size_t)FRONT_RING_BYTES + number * (size_t)(FRONT_RING * FRONT_BUFFER);
	r->kick = checked(eventfd(0, EFD_NONBLOCK), "eventfd");
	r->call = checked(eventfd(0, EFD_NONBLOCK), "eventfd");
	r->avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
	for (uint16_t i = 0; i < FRONT_RING; i++) {
		r->descriptors[i] = (struct vring_desc){front_address(r->buffers + i * (size_t)FRONT_BUFFER), FRONT_BUFFER,
							number == 0 ? VRING_DESC_F_WRITE : 0, 0};
		r->avail->ring[i] = i;
	}
}

/* Listens on a path, with memory and rings at hand. */
static inline void front_open(struct front *f, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		errx(2, "%s is too long for a socket", path);
	strcpy(address.sun_path, path);
	unlink(path);
	f->listener = checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
	checked(bind(f->listener, (struct sockaddr *)&address, sizeof(address)), "bind");
	checked(listen(f->listener, 1), "listen");
	f->memory = checked(memfd_create("guest", MFD_CLOEXEC), "memfd_create");
	checked(ftruncate(f->memory, FRONT_BYTES), "ftruncate");
	f->bytes = mmap(NULL, FRONT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, f->memory, 0);
	if (f->bytes == MAP_FAILED)
		err(1, "mmap");
	for (uint32_t ring = 0; ring < FRONT_RINGS; ring++)
		front_place_ring(f, ring);
}

/* Waits for the back end, and tells it everything. */
static inline void front_meet(struct front *f)
{
	struct pollfd readable = {.fd = f->listener, .events = POLLIN};

	if (checked(poll(&readable, 1, CONNECT_MILLIS), "poll") == 0)
		errx(1, "no back end has connected");
	f->socket = checked(accept(f->listener, NULL, NULL), "accept");
	front_begin(f);
}

/* How many buffers the device has given back that were not taken yet. */
static inline uint16_t front_returned(const struct front_ring *r)
{
	return (uint16_t)(__atomic_load_n(&r->used->idx, __ATOMIC_ACQUIRE) - r->taken);
}

/* Makes `count` buffers more available; they follow each other, and so does what is given back. */
static inline void front_offer(struct front_ring *r, uint16_t count)
{
	uint64_t one = 1;

	r->available = (uint16_t)(r->available + count);
	__atomic_store_n(&r->avail->idx, r->available, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!(__atomic_load_n(&r->used->flags, __ATOMIC_RELAXED) & VRING_USED_F_NO_NOTIFY) &&
	    write(r->kick, &one, sizeof(one)) < 0 && errno != EAGAIN)
		err(1, "kick");
}

#endif
