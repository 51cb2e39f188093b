/*
 * frame_sink [-i] DEVICE RUN MILLISECONDS
 *
 * Counts the test frames of one run that arrive on a device, or on all of the namespace when it is
 * called "any"; with -i those that are IPv4. "reordered" tells something of one flow to one device. Prints "ready" once it listens; ends
 * when frames have come and then none for 200 ms, or when the time is over; prints what it saw as
 * one JSON object. The nanoseconds are those between the first and the last frame, by the kernel's
 * receive timestamps.
 *
 * The kernel writes into a mapped ring (TPACKET_V3) and wakes this program once a block, so that
 * counting takes as little as possible of the processors that the switch under test needs.
 */
#define _GNU_SOURCE
#include "packet_socket.h"
#include "test_frame.h"

#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	BLOCK_BYTES = 256 * 1024,
	BLOCKS = 64,
	FRAME_BYTES = 2048,
	BLOCK_RETIRE_MILLIS = 10,
	QUIET_MILLIS = 200,
};

struct ring {
	int fd;
	unsigned next;
	uint8_t *blocks;
};

struct tally {
	uint64_t run;
	uint64_t received;
	uint64_t reordered;
	uint64_t foreign;
	uint64_t highest;
	uint64_t first_nanos;
	uint64_t last_nanos;
};

static void set_option(int fd, int option, const void *value, socklen_t length)
{
	checked(setsockopt(fd, SOL_PACKET, option, value, length), "setsockopt");
}

static struct ring open_ring(const char *device, uint16_t ethertype)
{
	struct ring ring = {.fd = open_packet_socket()};
	int version = TPACKET_V3;
	struct tpacket_req3 request = {
		.tp_block_size = BLOCK_BYTES,
		.tp_block_nr = BLOCKS,
		.tp_frame_size = FRAME_BYTES,
		.tp_frame_nr = BLOCK_BYTES / FRAME_BYTES * BLOCKS,
		.tp_retire_blk_tov = BLOCK_RETIRE_MILLIS,
	};
	set_option(ring.fd, PACKET_VERSION, &version, sizeof version);
	set_option(ring.fd, PACKET_RX_RING, &request, sizeof request);
	ring.blocks = mmap(NULL, BLOCK_BYTES * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, 0);
	if (ring.blocks == MAP_FAILED)
		err(1, "mmap");
	bind_packet_socket(ring.fd, device, ethertype);
	return ring;
}

static void count_frame(struct tally *tally, const struct tpacket3_hdr *header)
{
	const struct test_frame *frame = (const void *)((const uint8_t *)header + header->tp_mac);
	if (header->tp_snaplen < sizeof *frame || frame->magic != htobe64(TEST_MAGIC) ||
	    frame->run != htobe64(tally->run)) {
		tally->foreign++;
		return;
	}
	uint64_t sequence = be64toh(frame->sequence);
	tally->reordered += sequence <= tally->highest;
	if (sequence > tally->highest)
		tally->highest = sequence;
	tally->last_nanos = header->tp_sec * NANOS_PER_SECOND + header->tp_nsec;
	if (!tally->received++)
		tally->first_nanos = tally->last_nanos;
}

static void count_block(struct tally *tally, const struct tpacket_hdr_v1 *block,
			const uint8_t *start)
{
	const uint8_t *at = start + block->offset_to_first_pkt;
	for (unsigned i = 0; i < block->num_pkts; i++) {
		const struct tpacket3_hdr *header = (const void *)at;
		count_frame(tally, header);
		at += header->tp_next_offset;
	}
}

/* Counts the block that the kernel has handed over and gives it back; 0 when there is none yet. */
static int drain_block(struct ring *ring, struct tally *tally)
{
	uint8_t *start = ring->blocks + (size_t)ring->next * BLOCK_BYTES;
	struct tpacket_hdr_v1 *block = &((struct tpacket_block_desc *)start)->hdr.bh1;
	if (!(__atomic_load_n(&block->block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
		return 0;
	count_block(tally, block, start);
	__atomic_store_n(&block->block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	ring->next = (ring->next + 1) % BLOCKS;
	return 1;
}

static void await_frames(int fd, int millis)
{
	struct pollfd readable = {.fd = fd, .events = POLLIN};
	if (poll(&readable, 1, millis) < 0 && errno != EINTR)
		err(1, "poll");
}

static void count_frames(struct ring *ring, struct tally *tally, uint64_t duration)
{
	uint64_t end = monotonic_nanos() + duration;
	uint64_t quiet_since = monotonic_nanos();
	for (uint64_t now = quiet_since; now < end; now = monotonic_nanos()) {
		uint64_t before = tally->received;
		while (drain_block(ring, tally))
			;
		if (tally->received != before)
			quiet_since = now;
		if (tally->received && now - quiet_since > QUIET_MILLIS * UINT64_C(1000000))
			return;
		await_frames(ring->fd, QUIET_MILLIS);
	}
}

static unsigned ring_drops(int fd)
{
	struct tpacket_stats_v3 stats;
	socklen_t length = sizeof stats;
	checked(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &length), "PACKET_STATISTICS");
	return stats.tp_drops;
}

int main(int argc, char **argv)
{
	int is_ip = getopt(argc, argv, "i") == 'i';
	char **arguments = argv + optind;
	if (argc - optind != 3)
		errx(2, "usage: frame_sink [-i] DEVICE RUN MILLISECONDS");
	struct tally tally = {.run = parse_number("RUN", arguments[1], UINT64_MAX)};
	uint64_t duration = parse_number("MILLISECONDS", arguments[2], 600000) * 1000000;
	struct ring ring = open_ring(arguments[0], is_ip ? ETH_P_IP : TEST_ETHERTYPE);
	puts("ready");
	fflush(stdout);

	count_frames(&ring, &tally, duration);
	printf("{\"received\": %" PRIu64 ", \"reordered\": %" PRIu64 ", \"foreign\": %" PRIu64
	       ", \"dropped_by_sink\": %u, \"nanos\": %" PRIu64 "}\n",
	       tally.received, tally.reordered, tally.foreign, ring_drops(ring.fd),
	       tally.last_nanos - tally.first_nanos);
	return 0;
}
