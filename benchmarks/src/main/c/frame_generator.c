/*
 * frame_generator [-b BYTES] [-f FLOWS] [-s FIRST:COUNT] [-d FIRST:COUNT]
 *                 DEVICE DESTINATION_MAC RUN MILLISECONDS FRAMES
 *
 * Sends test frames as fast as the device takes them, until the time is over or so many were sent,
 * and prints what it did as one JSON object. A frame that the device refuses (ENOBUFS: its queue is
 * full) is lost and counted, as on a wire.
 *
 * -b  length of the frames, without check sequence; 60 if not given
 * -f  IPv4 frames of so many flows, at most 64, that differ in their source address
 * -s  source addresses of COUNT stations instead of the device's own, one after the other
 * -d  destination addresses of COUNT stations, all over their range
 */
#define _GNU_SOURCE
#include "checksum.h"
#include "packet_socket.h"
#include "test_frame.h"

#include <netinet/ether.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	BURST = 64,
	/* RFC 3692: for experiments. RFC 2544: 198.18.0.0/15 is for benchmarks. */
	IP_PROTOCOL_EXPERIMENT = 253,
	BENCHMARK_NETWORK = 0xc6120000,
	/* Prime, and so a step that leads through all stations of any smaller number. */
	DESTINATION_STEP = 1000003,
};

struct stations {
	uint32_t first;
	uint32_t count;
};

struct options {
	unsigned bytes;
	unsigned flows;
	struct stations sources;
	struct stations destinations;
};

struct slot {
	struct test_frame frame;
	uint8_t rest[ETH_FRAME_LEN - sizeof(struct test_frame)];
};

struct burst {
	struct slot slots[BURST];
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

static void make_flow(struct test_frame *frame, unsigned bytes, unsigned flow)
{
	frame->ethernet.h_proto = htons(ETH_P_IP);
	frame->ip = (struct iphdr){
		.version = 4,
		.ihl = IP_HEADER_BYTES / 4,
		.tot_len = htons((uint16_t)(bytes - ETH_HLEN)),
		.ttl = 64,
		.protocol = IP_PROTOCOL_EXPERIMENT,
		.saddr = htonl(BENCHMARK_NETWORK + 256 + flow),
		.daddr = htonl(BENCHMARK_NETWORK + 1),
	};
	frame->ip.check = ip_checksum(&frame->ip);
}

static void fill_burst(struct burst *burst, const struct test_frame *frame,
		       const struct options *options)
{
	memset(burst, 0, sizeof *burst);
	for (unsigned i = 0; i < BURST; i++) {
		burst->slots[i].frame = *frame;
		if (options->flows)
			make_flow(&burst->slots[i].frame, options->bytes, i % options->flows);
		burst->slices[i] = (struct iovec){&burst->slots[i], options->bytes};
		burst->messages[i].msg_hdr.msg_iov = &burst->slices[i];
		burst->messages[i].msg_hdr.msg_iovlen = 1;
	}
}

/* A locally administered address, whose last four bytes are the station's number. */
static void write_station(uint8_t address[ETH_ALEN], const struct stations *stations,
			  uint64_t index)
{
	uint32_t number = htonl(stations->first + (uint32_t)(index % stations->count));
	address[0] = 0x06;
	address[1] = 0;
	memcpy(address + 2, &number, sizeof number);
}

static void number_frames(struct burst *burst, uint64_t first, const struct options *options)
{
	for (unsigned i = 0; i < BURST; i++) {
		struct test_frame *frame = &burst->slots[i].frame;
		uint64_t sequence = first + i;
		frame->sequence = htobe64(sequence);
		if (options->sources.count)
			write_station(frame->ethernet.h_source, &options->sources, sequence);
		if (options->destinations.count)
			write_station(frame->ethernet.h_dest, &options->destinations,
				      sequence * DESTINATION_STEP);
	}
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

static struct tally generate(int fd, struct burst *burst, const struct options *options,
			     uint64_t duration, uint64_t count)
{
	struct tally tally = {0};
	uint64_t start = monotonic_nanos();
	uint64_t offered = 0;
	while (offered < count && tally.nanos < duration) {
		uint64_t left = count - offered;
		unsigned length = left < BURST ? (unsigned)left : BURST;
		number_frames(burst, offered + 1, options);
		send_burst(fd, burst, length, &tally);
		offered += length;
		tally.nanos = monotonic_nanos() - start;
	}
	return tally;
}

static struct stations parse_stations(const char *text)
{
	struct stations stations;
	int end = -1;
	if (sscanf(text, "%" SCNu32 ":%" SCNu32 "%n", &stations.first, &stations.count, &end) != 2 ||
	    text[end] || !stations.count)
		errx(2, "'%s' is not FIRST:COUNT", text);
	return stations;
}

static struct options parse_options(int argc, char **argv)
{
	struct options options = {.bytes = sizeof(struct test_frame)};
	for (int option; (option = getopt(argc, argv, "b:f:s:d:")) != -1;) {
		switch (option) {
		case 'b':
			options.bytes = (unsigned)parse_number("BYTES", optarg, sizeof(struct slot));
			break;
		case 'f':
			options.flows = (unsigned)parse_number("FLOWS", optarg, BURST);
			break;
		case 's':
			options.sources = parse_stations(optarg);
			break;
		case 'd':
			options.destinations = parse_stations(optarg);
			break;
		default:
			exit(2);
		}
	}
	if (options.bytes < sizeof(struct test_frame))
		errx(2, "a frame has at least %zu bytes", sizeof(struct test_frame));
	return options;
}

int main(int argc, char **argv)
{
	static struct burst burst;
	struct options options = parse_options(argc, argv);
	char **arguments = argv + optind;
	if (argc - optind != 5)
		errx(2, "usage: frame_generator [-b BYTES] [-f FLOWS] [-s FIRST:COUNT] "
			"[-d FIRST:COUNT] DEVICE DESTINATION_MAC RUN MILLISECONDS FRAMES");
	uint64_t run = parse_number("RUN", arguments[2], UINT64_MAX);
	uint64_t duration = parse_number("MILLISECONDS", arguments[3], 600000) * 1000000;
	uint64_t count = parse_number("FRAMES", arguments[4], UINT64_C(10000000000));

	int fd = open_packet_socket();
	bind_packet_socket(fd, arguments[0], 0);
	struct test_frame frame = make_frame(fd, arguments[0], arguments[1], run);
	fill_burst(&burst, &frame, &options);
	struct tally tally = generate(fd, &burst, &options, duration, count);
	printf("{\"sent\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"nanos\": %" PRIu64 "}\n",
	       tally.sent, tally.refused, tally.nanos);
	return 0;
}
