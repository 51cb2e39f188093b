/* Virtqueues with a driver that lies, memory that goes away, and queues that somebody else left. */
#define _GNU_SOURCE
#include "vhost_driver.h"
#include "vhost_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#define HEADER 12
#define FLAGS (VHOST_LONG_HEADER | VHOST_MERGEABLE | VHOST_INDIRECT)

static void expect_stopped(struct driver *g, enum vhost_status status, const char *what)
{
	check(driver_transmitted(g).error == (int)status, what);
	check(driver_transmitted(g).error == VHOST_STOPPED, "the queue is stopped then");
	driver_close(g);
}

static void offer_described(struct driver *g, uint64_t address, uint32_t length, uint16_t flags)
{
	g->desc[0] = (struct vring_desc){ address, length, flags, 0 };
	driver_offer(g, 0);
}

static void addresses_outside_are_refused(void)
{
	static const struct {
		uint64_t address;
		uint32_t length;
	} outside[] = { { 0, 100 },
			{ GUEST - 1, 100 },
			{ GUEST + MEMORY, 100 },
			{ GUEST + MEMORY - 99, 100 },
			{ UINT64_MAX - 10, 100 },
			{ USER, 100 } };

	for (size_t i = 0; i < sizeof(outside) / sizeof(*outside); i++) {
		struct driver *g = driver_open(FLAGS);

		offer_described(g, outside[i].address, outside[i].length, 0);
		expect_stopped(g, VHOST_BAD_ADDRESS, "a buffer outside");
		g = driver_open(FLAGS);
		offer_described(g, outside[i].address, 1600, VRING_DESC_F_INDIRECT);
		expect_stopped(g, VHOST_BAD_ADDRESS, "a table outside");
	}
}

static void chains_end(void)
{
	struct driver *g = driver_open(FLAGS);

	driver_describe(g, 0, 100, VRING_DESC_F_NEXT, 1);
	driver_describe(g, 1, 100, VRING_DESC_F_NEXT, 0);
	driver_offer(g, 0);
	expect_stopped(g, VHOST_BAD_CHAIN, "a loop");
	g = driver_open(FLAGS);
	driver_describe(g, 0, 0, VRING_DESC_F_NEXT, 0);
	driver_offer(g, 0);
	expect_stopped(g, VHOST_BAD_CHAIN, "a loop of nothing");
	g = driver_open(FLAGS);
	g->desc[0] = (struct vring_desc){ GUEST, 16 * RING, VRING_DESC_F_INDIRECT, 0 };
	driver_offer(g, 0);
	expect_stopped(g, VHOST_BAD_CHAIN, "a table that is itself");
	g = driver_open(FLAGS);
	driver_describe(g, 0, 100, VRING_DESC_F_NEXT, RING);
	driver_offer(g, 0);
	expect_stopped(g, VHOST_BAD_CHAIN, "a descriptor that is not there");
	g = driver_open(FLAGS);
	offer_described(g, GUEST + INDIRECT, 17, VRING_DESC_F_INDIRECT);
	expect_stopped(g, VHOST_BAD_CHAIN, "a table of half a descriptor");
	g = driver_open(VHOST_LONG_HEADER);
	offer_described(g, GUEST + INDIRECT, 16, VRING_DESC_F_INDIRECT);
	expect_stopped(g, VHOST_BAD_CHAIN, "a table that was not agreed to");
}

static void heads_and_indices_are_checked(void)
{
	struct driver *g = driver_open(FLAGS);

	driver_offer(g, RING);
	expect_stopped(g, VHOST_BAD_CHAIN, "a head that is not there");
	g = driver_open(FLAGS);
	g->avail->idx = RING + 1;
	expect_stopped(g, VHOST_BAD_CHAIN, "more heads than the ring has");
	g = driver_open(FLAGS);
	driver_describe(g, 0, 100, VRING_DESC_F_WRITE, 0);
	driver_offer(g, 0);
	expect_stopped(g, VHOST_BAD_CHAIN, "a buffer to be written to");
	g = driver_open(FLAGS);
	driver_describe(g, 0, 100, 0, 0);
	driver_offer(g, 0);
	driver_frame(g, 0, 60, 1);
	check(driver_send(g, 1).error == VHOST_BAD_CHAIN, "a buffer to be read from");
	driver_close(g);
}

static void empty_buffers_come_to_an_end(void)
{
	struct driver *g = driver_open(FLAGS);

	for (uint16_t head = 0; head < RING; head++) {
		driver_describe(g, head, 0, VRING_DESC_F_WRITE, 0);
		driver_offer(g, head);
	}
	driver_frame(g, 0, 60, 1);
	check(driver_send(g, 1).error == VHOST_TOO_LONG, "a frame finds no room in any number of them");
	driver_close(g);
}

static void rings_have_a_place(void)
{
	static const struct {
		uint64_t descriptors, avail, used;
		uint32_t size;
	} wrong[] = { { USER + MEMORY, USER + AVAIL, USER + USED, RING },
		      { USER, USER + MEMORY - RING, USER + USED, RING },
		      { USER, USER + AVAIL, USER + MEMORY - 8 * RING, RING },
		      { USER + 8, USER + AVAIL, USER + USED, RING },
		      { USER, USER + AVAIL + 1, USER + USED, RING },
		      { USER, USER + AVAIL, USER + USED + 2, RING },
		      { USER, USER + AVAIL, USER + USED, RING + 1 },
		      { USER, USER + AVAIL, USER + USED, 0 },
		      { USER, USER + AVAIL, USER + USED, 2 * VHOST_RING_MAX } };
	struct driver *g = driver_open(FLAGS);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct vhost_ring ring = { wrong[i].descriptors, wrong[i].avail, wrong[i].used, NULL, 0, 0,
					   wrong[i].size, 0, FLAGS, -1 };

		check(vhost_start(&g->queue, &g->memory, &ring) >= VHOST_BAD_ADDRESS, "a ring that cannot be");
		check(driver_transmitted(g).error == VHOST_STOPPED, "does not start");
	}
	driver_close(g);
}

/* The page that goes is that of buffer 2; the rings stay. */
static void memory_may_go_away(void)
{
	struct driver *g = driver_open(FLAGS);

	driver_describe(g, 2, 100, 0, 0);
	driver_offer(g, 2);
	check(ftruncate(g->file, BUFFERS) == 0, "the file is made shorter");
	expect_stopped(g, VHOST_MEMORY_GONE, "a buffer that is gone");
	g = driver_open(FLAGS);
	driver_describe(g, 2, 100, VRING_DESC_F_WRITE, 0);
	driver_offer(g, 2);
	driver_frame(g, 0, 60, 1);
	check(ftruncate(g->file, BUFFERS) == 0, "the file is made shorter");
	check(driver_send(g, 1).error == VHOST_MEMORY_GONE, "a buffer that is gone");
	check(driver_send(g, 1).error == VHOST_STOPPED, "the queue is stopped then");
	driver_close(g);
	g = driver_open(FLAGS);
	check(ftruncate(g->file, 0) == 0, "the file is emptied");
	check(!vhost_listen(&g->queue, -1), "the ring is gone");
	check(driver_transmitted(g).error == VHOST_MEMORY_GONE, "which the next call tells");
	check(driver_start(g, FLAGS) == VHOST_MEMORY_GONE, "nor can it be started");
	driver_close(g);
}

static volatile sig_atomic_t others;

static void count_others(int signal)
{
	(void)signal;
	others++;
}

static void a_signal_that_is_not_ours_is_handed_on(void)
{
	check(raise(SIGBUS) == 0 && others == 1, "to who had it before");
}

static void memory_is_judged(void)
{
	struct vhost_memory m = { 0 };
	int file = memfd_create("guest", 0);
	int other = open("/proc/self/status", O_RDONLY);

	check(ftruncate(file, MEMORY) == 0, "a file");
	check(vhost_memory_add(&m, file, GUEST, USER, MEMORY, 1) == ENXIO, "that ends before the memory");
	check(vhost_memory_add(&m, file, UINT64_MAX - 10, USER, MEMORY, 0) == EINVAL, "addresses that wrap");
	check(vhost_memory_add(&m, file, GUEST, USER, UINT64_MAX, 0) == EINVAL, "too much");
	check(vhost_memory_add(&m, file, GUEST, USER, 0, 0) == EINVAL, "nothing");
	check(vhost_memory_add(&m, other, GUEST, USER, 1, 0) == ENODEV, "what is no memory");
	check(vhost_memory_add(&m, file, GUEST, USER, MEMORY / 2, MEMORY / 2) == 0, "a half of it");
	check(vhost_memory_add(&m, file, GUEST + 1, USER, 1, 0) == EINVAL, "the same place again");
	for (uint64_t i = 1; i < VHOST_REGIONS; i++)
		check(vhost_memory_add(&m, file, GUEST + i * MEMORY, USER + i * MEMORY, MEMORY, 0) == 0, "others");
	check(vhost_memory_add(&m, file, GUEST + 99ull * MEMORY, USER, MEMORY, 0) == EINVAL, "one too many");
	vhost_memory_clear(&m);
	close(file);
	close(other);
}

static struct vhost_inflight *open_log(struct vhost_memory *m)
{
	uint64_t bytes = sizeof(struct vhost_inflight) + RING * sizeof(struct vhost_inflight_descriptor);
	int file = vhost_memory_file(bytes);

	check(file >= 0 && ftruncate(file, 0) != 0, "a file that cannot be made shorter");
	check(vhost_memory_add(m, file, 0, 0, bytes, 0) == 0, "is mapped");
	close(file);
	return vhost_memory_find(m, 0, bytes);
}

static void start_with_log(struct driver *g, const struct vhost_memory *m, enum vhost_status status)
{
	struct vhost_ring ring = driver_ring(g, VHOST_LONG_HEADER);

	ring.inflight = m;
	ring.inflight_size = sizeof(struct vhost_inflight) + RING * sizeof(struct vhost_inflight_descriptor);
	check(vhost_start(&g->queue, &g->memory, &ring) == status, "a queue with a log");
}

static void offer_frame(struct driver *g, uint16_t head)
{
	driver_describe(g, head, HEADER + 60, 0, 0);
	memset(driver_buffer(g, head), (int)head, HEADER + 60);
	driver_offer(g, head);
}

/* Somebody took 1, 2 and 3, gave back 2, and was gone before he noted that. 4 he did not take. */
static void what_was_in_flight_is_taken_again(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	struct vhost_memory m = { 0 };
	struct vhost_inflight *log = open_log(&m);

	for (uint16_t head = 1; head <= 4; head++)
		offer_frame(g, head);
	*log = (struct vhost_inflight){ 0, VHOST_INFLIGHT_VERSION, RING, 2, 0 };
	log->descriptor[1] = (struct vhost_inflight_descriptor){ .inflight = 1, .counter = 9 };
	log->descriptor[2] = (struct vhost_inflight_descriptor){ .inflight = 1, .counter = 8 };
	log->descriptor[3] = (struct vhost_inflight_descriptor){ .inflight = 1, .counter = 7 };
	g->used->ring[0].id = 2;
	g->used->idx = 1;
	start_with_log(g, &m, VHOST_DONE);
	check(driver_transmitted(g).frames == 3, "those that are left, and the next");
	check(g->used->idx == 4 && g->used->ring[1].id == 3 && g->used->ring[2].id == 1 && g->used->ring[3].id == 4,
	      "in the order in which they were taken");
	check(!log->descriptor[1].inflight && !log->descriptor[3].inflight && !log->descriptor[4].inflight,
	      "nothing is in flight");
	check(log->used == 4, "and the log says how far it is");
	vhost_memory_clear(&m);
	driver_close(g);
}

static void a_log_that_lies_is_refused(void)
{
	struct driver *g = driver_open(VHOST_LONG_HEADER);
	struct vhost_memory m = { 0 };
	struct vhost_inflight *log = open_log(&m);

	*log = (struct vhost_inflight){ 0, VHOST_INFLIGHT_VERSION, RING - 1, 0, 0 };
	start_with_log(g, &m, VHOST_BAD_CHAIN);
	*log = (struct vhost_inflight){ 0, 2, RING, 0, 0 };
	start_with_log(g, &m, VHOST_BAD_CHAIN);
	*log = (struct vhost_inflight){ 0, VHOST_INFLIGHT_VERSION, RING, 0, (uint16_t)-RING - 1 };
	start_with_log(g, &m, VHOST_BAD_CHAIN);
	*log = (struct vhost_inflight){ 0, VHOST_INFLIGHT_VERSION, RING, 0xffff, (uint16_t)-3 };
	for (uint16_t head = 0; head < RING; head++)
		log->descriptor[head].next = head;
	start_with_log(g, &m, VHOST_DONE);
	vhost_memory_clear(&m);
	driver_close(g);
}

static void descriptors_come_with_bytes(void)
{
	int ends[2], fds[VHOST_FDS], many[VHOST_FDS + 1];
	uint32_t count;
	char bytes[4];
	union {
		struct cmsghdr aligned;
		char room[CMSG_SPACE(sizeof(many))];
	} control;
	struct iovec part = { bytes, 1 };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		abort();
	check(vhost_socket_receive(ends[0], bytes, 4, fds, &count) == -EAGAIN, "nothing is there");
	check(vhost_socket_send(ends[1], "abc", 3, ends[1]) == 0, "three bytes and a descriptor");
	check(vhost_socket_receive(ends[0], bytes, 4, fds, &count) == 3 && count == 1, "come together");
	check(fcntl(fds[0], F_GETFD) == FD_CLOEXEC, "and no child gets it");
	close(fds[0]);
	for (int i = 0; i <= VHOST_FDS; i++)
		many[i] = ends[1];
	control.aligned = (struct cmsghdr){ CMSG_LEN(sizeof(many)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.aligned), many, sizeof(many));
	check(sendmsg(ends[1], &m, 0) == 1, "too many");
	check(vhost_socket_receive(ends[0], bytes, 4, fds, &count) == -EMSGSIZE && count == 0, "are not taken");
	close(ends[1]);
	check(vhost_socket_receive(ends[0], bytes, 4, fds, &count) == 0, "none of them is left open");
	close(ends[0]);
}

int main(void)
{
	struct sigaction before = { .sa_handler = count_others };

	sigaction(SIGBUS, &before, NULL);
	check(vhost_guard_install() == 0, "the guard is there");
	addresses_outside_are_refused();
	chains_end();
	heads_and_indices_are_checked();
	empty_buffers_come_to_an_end();
	rings_have_a_place();
	memory_may_go_away();
	a_signal_that_is_not_ours_is_handed_on();
	memory_is_judged();
	what_was_in_flight_is_taken_again();
	a_log_that_lies_is_refused();
	descriptors_come_with_bytes();
	return conclude("burst_vhost_hostile_test");
}
