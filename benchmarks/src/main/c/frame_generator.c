/*
 * frame_generator DEVICE DESTINATION_MAC RUN MILLISECONDS FRAMES
 *
 * Sends test frames as fast as the device takes them, until the time is over or so many were sent,
 * and prints what it did as one JSON object. A frame that the device refuses (ENOBUFS: its queue is
 * full) is lost and counted, as on a wire.
 */
#define _GNU_SOURCE
#include "packet_socket.h"
#include "test_frame.h"

#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

enum { BURST = 64 };

struct burst {
	struct test_frame frames[BURST];
	struct iovec slices[BURST];
	struct mmsghdr messages[BURST];
};

struct tally {
	uint64_t sent;
	uint64_t refused;
	uint64_t nanos;
};

static void read_own_address(int fd, const char *device, uint8_t address[ETH_ALEN])
{
	struct ifreq request = {0};
	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	checked(ioctl(fd, SIOCGIFHWADDR, &request), "SIOCGIFHWADDR");
	memcpy(address, request.ifr_hwaddr.sa_data, ETH_ALEN);
}

static struct test_frame make_frame(int fd, const char *device, const char *destination,
				    uint64_t run)
{
	struct test_frame frame = {
		.ethernet.h_proto = htons(TEST_ETHERTYPE),
		.magic = htobe64(TEST_MAGIC),
		.run = htobe64(run),
	};
	if (!ether_aton_r(destination, (struct ether_addr *)frame.ethernet.h_dest))
		errx(2, "'%s' is not a MAC address", destination);
	read_own_address(fd, device, frame.ethernet.h_source);
	return frame;
}

static void fill_burst(struct burst *burst, const struct test_frame *frame)
{
	memset(burst, 0, sizeof *burst);
	for (int i = 0; i < BURST; i++) {
		burst->frames[i] = *frame;
		burst->slices[i] = (struct iovec){&burst->frames[i], sizeof *frame};
		burst->messages[i].msg_hdr.msg_iov = &burst->slices[i];
		burst->messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static void number_frames(struct burst *burst, uint64_t first)
{
	for (int i = 0; i < BURST; i++)
		burst->frames[i].sequence = htobe64(first + (uint64_t)i);
}

/* The frame at which the device refused is given up; the ones after it still go out. */
static void send_burst(int fd, struct burst *burst, unsigned length, struct tally *tally)
{
	unsigned next = 0;
	while (next < length) {
		int sent = sendmmsg(fd, burst->messages + next, length - next, 0);
		if (sent < 0 && errno != ENOBUFS)
			err(1, "sendmmsg");
		tally->sent += sent > 0 ? (unsigned)sent : 0;
		tally->refused += sent < 0;
		next += sent > 0 ? (unsigned)sent : 1;
	}
}

static struct tally generate(int fd, struct burst *burst, uint64_t duration, uint64_t count)
{
	struct tally tally = {0};
	uint64_t start = monotonic_nanos();
	uint64_t offered = 0;
	while (offered < count && tally.nanos < duration) {
		uint64_t left = count - offered;
		unsigned length = left < BURST ? (unsigned)left : BURST;
		number_frames(burst, offered + 1);
		send_burst(fd, burst, length, &tally);
		offered += length;
		tally.nanos = monotonic_nanos() - start;
	}
	return tally;
}

int main(int argc, char **argv)
{
	static struct burst burst;
	if (argc != 6)
		errx(2, "usage: frame_generator DEVICE DESTINATION_MAC RUN MILLISECONDS FRAMES");
	uint64_t run = parse_number("RUN", argv[3], UINT64_MAX);
	uint64_t duration = parse_number("MILLISECONDS", argv[4], 600000) * 1000000;
	uint64_t count = parse_number("FRAMES", argv[5], UINT64_C(10000000000));

	int fd = open_packet_socket();
	bind_packet_socket(fd, argv[1], 0);
	struct test_frame frame = make_frame(fd, argv[1], argv[2], run);
	fill_burst(&burst, &frame);
	struct tally tally = generate(fd, &burst, duration, count);
	printf("{\"sent\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"nanos\": %" PRIu64 "}\n",
	       tally.sent, tally.refused, tally.nanos);
	return 0;
}
