/* The little of io_uring that the floor needs: one ring, and a ring of buffers for each reader. */
#ifndef TAPLANE_BENCH_URING_H
#define TAPLANE_BENCH_URING_H

#include "program.h"

#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	URING_ENTRIES = 256,
	/* IORING_OP_READ_MULTISHOT of Linux 6.7; the headers of Debian 12 are older. */
	URING_READ_MULTISHOT = 49,
};

struct uring {
	int fd;
	uint32_t *sq_tail;
	uint32_t *sq_array;
	uint32_t sq_mask;
	struct io_uring_sqe *sqes;
	uint32_t *cq_head;
	uint32_t *cq_tail;
	uint32_t cq_mask;
	struct io_uring_cqe *cqes;
};

struct uring_buffers {
	struct io_uring_buf_ring *ring;
	uint8_t *bytes;
	uint32_t each;
	uint16_t count;
	uint16_t group;
};

static inline void *uring_map(int fd, size_t bytes, off_t offset)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED | MAP_POPULATE;
	void *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, offset);
	if (map == MAP_FAILED)
		err(1, "mmap");
	return map;
}

static inline struct uring open_uring(void)
{
	struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
						  IORING_SETUP_DEFER_TASKRUN};
	int fd = checked((int)syscall(SYS_io_uring_setup, URING_ENTRIES, &params), "io_uring_setup");
	size_t sq_bytes = params.sq_off.array + params.sq_entries * sizeof(uint32_t);
	size_t cq_bytes = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
	uint8_t *sq = uring_map(fd, sq_bytes, IORING_OFF_SQ_RING);
	uint8_t *cq = uring_map(fd, cq_bytes, IORING_OFF_CQ_RING);
	return (struct uring){
		.fd = fd,
		.sq_tail = (uint32_t *)(sq + params.sq_off.tail),
		.sq_array = (uint32_t *)(sq + params.sq_off.array),
		.sq_mask = params.sq_entries - 1,
		.sqes = uring_map(fd, params.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES),
		.cq_head = (uint32_t *)(cq + params.cq_off.head),
		.cq_tail = (uint32_t *)(cq + params.cq_off.tail),
		.cq_mask = params.cq_entries - 1,
		.cqes = (struct io_uring_cqe *)(cq + params.cq_off.cqes),
	};
}

/* Gives the buffer back to the kernel. */
static inline void uring_return_buffer(struct uring_buffers *buffers, uint16_t index)
{
	uint16_t tail = buffers->ring->tail;
	struct io_uring_buf *entry = &buffers->ring->bufs[tail & (buffers->count - 1)];
	entry->addr = (uint64_t)(uintptr_t)(buffers->bytes + (size_t)index * buffers->each);
	entry->len = buffers->each;
	entry->bid = index;
	__atomic_store_n(&buffers->ring->tail, (uint16_t)(tail + 1), __ATOMIC_RELEASE);
}

/* count is a power of two. */
static inline struct uring_buffers uring_add_buffers(const struct uring *uring, uint16_t group,
						     uint16_t count, uint32_t each)
{
	struct uring_buffers buffers = {
		.ring = uring_map(-1, count * sizeof(struct io_uring_buf), 0),
		.bytes = uring_map(-1, (size_t)count * each, 0),
		.each = each,
		.count = count,
		.group = group,
	};
	struct io_uring_buf_reg request = {
		.ring_addr = (uint64_t)(uintptr_t)buffers.ring,
		.ring_entries = count,
		.bgid = group,
	};
	checked((int)syscall(SYS_io_uring_register, uring->fd, IORING_REGISTER_PBUF_RING, &request, 1),
		"IORING_REGISTER_PBUF_RING");
	for (uint16_t i = 0; i < count; i++)
		uring_return_buffer(&buffers, i);
	return buffers;
}

static inline void uring_enter(const struct uring *uring, unsigned submissions, unsigned wanted)
{
	long done = syscall(SYS_io_uring_enter, uring->fd, submissions, wanted,
			    IORING_ENTER_GETEVENTS, NULL, 0);
	if (done < 0 && errno != EINTR)
		err(1, "io_uring_enter");
}

/* Asks once for every frame that comes: each is a completion of its own, in order. */
static inline void uring_read_all(struct uring *uring, int fd, uint16_t group)
{
	uint32_t tail = *uring->sq_tail;
	uint32_t index = tail & uring->sq_mask;
	uring->sqes[index] = (struct io_uring_sqe){
		.opcode = URING_READ_MULTISHOT,
		.flags = IOSQE_BUFFER_SELECT,
		.fd = fd,
		.off = UINT64_MAX,
		.buf_group = group,
		.user_data = group,
	};
	uring->sq_array[index] = index;
	__atomic_store_n(uring->sq_tail, tail + 1, __ATOMIC_RELEASE);
	uring_enter(uring, 1, 0);
}

#endif
