/*
 * uso_sink ADDRESS MILLISECONDS
 *
 * Counts the bytes of datagrams that arrive, many in a call where the kernel has kept or joined
 * them (UDP_GRO). Prints "ready" once it listens; ends when datagrams have come and then none for
 * 200 ms, or when the time is over; prints what it saw as one JSON object. The nanoseconds are
 * those between the first and the last datagram.
 */
#define _GNU_SOURCE
#include "uso.h"

#include <stdio.h>

enum { QUIET_MILLIS = 200 };

struct tally {
	uint64_t bytes;
	uint64_t first_bytes;
	uint64_t first_nanos;
	uint64_t last_nanos;
};

static int listen_at(const char *text)
{
	struct sockaddr_in address = udp_address(text);
	int room = SOCKET_BUFFER_BYTES;
	struct timeval quiet = {.tv_usec = QUIET_MILLIS * 1000};
	int fd = open_udp_socket(SOL_UDP, UDP_GRO, 1);
	checked(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room), "SO_RCVBUFFORCE");
	checked(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet), "SO_RCVTIMEO");
	checked(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
	return fd;
}

static void count_bytes(struct tally *tally, size_t bytes)
{
	tally->last_nanos = monotonic_nanos();
	if (!tally->bytes) {
		tally->first_nanos = tally->last_nanos;
		tally->first_bytes = bytes;
	}
	tally->bytes += bytes;
}

static void receive_until_quiet(int fd, struct tally *tally, uint64_t duration)
{
	static uint8_t datagrams[1 << 16];
	uint64_t end = monotonic_nanos() + duration;
	while (monotonic_nanos() < end) {
		ssize_t bytes = recv(fd, datagrams, sizeof datagrams, 0);
		if (bytes > 0)
			count_bytes(tally, (size_t)bytes);
		else if (bytes < 0 && errno != EAGAIN && errno != EINTR)
			err(1, "recv");
		else if (tally->bytes)
			return;
	}
}

int main(int argc, char **argv)
{
	struct tally tally = {0};
	if (argc != 3)
		errx(2, "usage: uso_sink ADDRESS MILLISECONDS");
	uint64_t duration = parse_number("MILLISECONDS", argv[2], 600000) * 1000000;
	int fd = listen_at(argv[1]);
	puts("ready");
	fflush(stdout);
	receive_until_quiet(fd, &tally, duration);
	printf("{\"bytes\": %" PRIu64 ", \"nanos\": %" PRIu64 "}\n", tally.bytes - tally.first_bytes,
	       tally.last_nanos - tally.first_nanos);
	return 0;
}
