/* Bursts by io_uring over a socket pair that keeps message boundaries, as a TAP queue does. */
#define _GNU_SOURCE
#include "burst_uring.h"
#include "check.h"

#include <fcntl.h>
#include <poll.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + (BURST_CAPACITY + 1) * 65664)

struct pair {
	int ours;
	int theirs;
	struct burst_uring reader;
	uint8_t *slab;
};

static struct pair open_pair(uint8_t *slab)
{
	struct pair p = { .slab = slab };

	open_channel(&p.ours, &p.theirs);
	check(burst_uring_open(&p.reader, p.ours) == 0, "a reader is made");
	return p;
}

static void close_pair(struct pair *p)
{
	burst_uring_close(&p->reader);
	close(p->ours);
	close(p->theirs);
}

static int receive_within(struct pair *p, uint32_t end, uint32_t max)
{
	struct burst_area area = { p->slab, DATA, end, 0 };

	return burst_uring_receive(&p->reader, &area, max).frames;
}

static int receive(struct pair *p)
{
	return receive_within(p, SIZE, BURST_CAPACITY);
}

/* A message that begins with an offload header of `mark` and ends with `mark`. */
static void inject(struct pair *p, size_t length, uint8_t mark)
{
	static uint8_t message[10 + BURST_MAX_FRAME];

	memset(message, mark, length);
	if (send(p->theirs, message, length, 0) != (ssize_t)length)
		perror("send");
}

static void check_frame(const struct pair *p, uint32_t frame, uint32_t length, uint8_t mark)
{
	const struct descriptor *d = burst_descriptor(p->slab, frame);

	check(d->length == length, "a frame has its length");
	check(d->start >= DATA + BURST_HEADROOM && d->start + length <= SIZE, "it is in the area, with headroom");
	check(d->offload.flags == mark, "its offload header is told");
	check(d->vid == 0 && d->remote == 0 && d->tag == 0, "the descriptor is clean");
	check(p->slab[d->start] == mark && p->slab[d->start + length - 1] == mark, "its bytes are there");
}

static bool is_readable(const struct pair *p)
{
	struct pollfd fd = { .fd = p->ours, .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

static void this_machine_can(uint8_t *slab)
{
	(void)slab;
	check(burst_uring_probe() == 0, "io_uring with READ_MULTISHOT is there");
}

static void an_empty_queue_gives_no_frame(uint8_t *slab)
{
	struct pair p = open_pair(slab);

	check(receive(&p) == 0, "before the first frame");
	check(receive(&p) == 0, "and again");
	inject(&p, 10 + 60, 1);
	check(receive(&p) == 1 && receive(&p) == 0, "after the first frame");
	close_pair(&p);
}

static void every_length_arrives(uint8_t *slab)
{
	struct pair p = open_pair(slab);

	for (uint32_t length = 1; length <= BURST_MAX_FRAME; length += length < 2048 ? 1 : 1021) {
		inject(&p, 10 + length, (uint8_t)length);
		check(receive(&p) == 1, "one frame is read");
		check_frame(&p, 0, length, (uint8_t)length);
	}
	inject(&p, 10 + BURST_MAX_FRAME, 7);
	check(receive(&p) == 1, "a longest frame is read");
	check_frame(&p, 0, BURST_MAX_FRAME, 7);
	close_pair(&p);
}

static void shorter_than_the_offload_header_is_an_empty_frame(uint8_t *slab)
{
	struct pair p = open_pair(slab);

	for (size_t length = 1; length <= 10; length++) {
		inject(&p, length, 1);
		check(receive(&p) == 1, "it is told");
		check(burst_descriptor(p.slab, 0)->length == 0, "with no bytes");
	}
	close_pair(&p);
}

/* Also from the first frame on: what came before the reader was asked for the first time. */
static void frames_stay_in_order_when_there_are_more_than_a_burst_holds(uint8_t *slab)
{
	struct pair p = open_pair(slab);
	uint8_t next = 0;

	for (int sent = 0; sent < 200; sent++)
		inject(&p, 10 + 60, (uint8_t)sent);
	for (int count; (count = receive(&p)) > 0;) {
		check(count <= BURST_CAPACITY, "no more than the burst has room for");
		check((count == BURST_CAPACITY) == is_readable(&p), "the queue tells whether there is more");
		for (int frame = 0; frame < count; frame++)
			check_frame(&p, (uint32_t)frame, 60, next++);
	}
	check(next == 200, "every frame has come");
	close_pair(&p);
}

static void room_and_wish_limit_a_burst(uint8_t *slab)
{
	struct pair p = open_pair(slab);

	for (uint8_t sent = 0; sent < 9; sent++)
		inject(&p, 10 + 60, sent);
	check(receive_within(&p, DATA + 2 * 65664, BURST_CAPACITY) == 2, "room for two");
	check_frame(&p, 1, 60, 1);
	check(receive_within(&p, SIZE, 3) == 3, "three are wanted");
	check_frame(&p, 0, 60, 2);
	check(receive_within(&p, DATA + 65000, BURST_CAPACITY) == 0, "room for none");
	check(receive(&p) == 4, "the others");
	check_frame(&p, 3, 60, 8);
	close_pair(&p);
}

static void readers_share_an_area(uint8_t *slab)
{
	struct pair one = open_pair(slab);
	struct pair other = open_pair(slab);

	check(receive(&one) == 0 && receive(&other) == 0, "both wait");
	inject(&one, 10 + 60, 1);
	inject(&other, 10 + 60, 2);
	inject(&other, 10 + 60, 3);
	check(receive(&one) == 1, "what one has");
	check_frame(&one, 0, 60, 1);
	check(receive(&other) == 2, "what the other has");
	check_frame(&other, 0, 60, 2);
	check_frame(&other, 1, 60, 3);
	close_pair(&one);
	close_pair(&other);
}

static void what_was_written_after_a_burst_stays(uint8_t *slab)
{
	struct pair p = open_pair(slab);

	check(receive(&p) == 0, "the reader waits");
	memset(slab, 0xa5, SIZE);
	inject(&p, 10 + 60, 1);
	for (size_t i = 0; i < SIZE; i++)
		if (slab[i] != 0xa5) {
			check(0, "the kernel wrote without being asked");
			break;
		}
	check(receive(&p) == 1, "it writes when it is asked");
	close_pair(&p);
}

static void a_queue_that_cannot_be_read_is_an_error(uint8_t *slab)
{
	struct burst_area area = { slab, DATA, SIZE, 0 };
	struct burst_uring reader;
	int file = open("/dev/null", O_RDONLY);

	check(burst_uring_open(&reader, file) == 0, "a reader is made");
	check(burst_uring_receive(&reader, &area, BURST_CAPACITY).error == EBADFD, "what cannot be waited for");
	check(burst_uring_receive(&reader, &area, BURST_CAPACITY).error == EBADFD, "also the next time");
	burst_uring_close(&reader);
	close(file);
}

static void closing_lets_go_of_the_queue(uint8_t *slab)
{
	struct pair p = open_pair(slab);
	char byte;

	check(receive(&p) == 0, "the reader waits");
	burst_uring_close(&p.reader);
	close(p.ours);
	check(recv(p.theirs, &byte, 1, 0) == 0, "the other end sees at once that the queue is closed");
	close(p.theirs);
}

static int highest_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY);

	close(fd);
	return fd;
}

static void nothing_stays_open(uint8_t *slab)
{
	int before = highest_descriptor();

	for (int i = 0; i < 100; i++) {
		struct pair p = open_pair(slab);

		inject(&p, 10 + 60, 1);
		if (i % 2)
			receive(&p);
		close_pair(&p);
	}
	check(highest_descriptor() == before, "no descriptor is left");
}

int main(void)
{
	static void (*const tests[])(uint8_t *slab) = {
		this_machine_can,
		an_empty_queue_gives_no_frame,
		every_length_arrives,
		shorter_than_the_offload_header_is_an_empty_frame,
		frames_stay_in_order_when_there_are_more_than_a_burst_holds,
		room_and_wish_limit_a_burst,
		readers_share_an_area,
		what_was_written_after_a_burst_stays,
		a_queue_that_cannot_be_read_is_an_error,
		closing_lets_go_of_the_queue,
		nothing_stays_open,
	};
	uint8_t *slab = aligned_alloc(BURST_LINE, SIZE);

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tests[i](slab);
	free(slab);
	return conclude("burst_uring_test");
}
