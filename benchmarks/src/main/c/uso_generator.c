/*
 * uso_generator ADDRESS MILLISECONDS
 *
 * Sends datagrams of 1400 bytes as fast as the socket takes them, 45 in a call, which the kernel or
 * a device cuts (UDP_SEGMENT), and prints what it did as one JSON object.
 */
#define _GNU_SOURCE
#include "uso.h"

#include <stdio.h>

static int connect_to(const char *text)
{
	struct sockaddr_in address = udp_address(text);
	int fd = open_udp_socket(SOL_UDP, UDP_SEGMENT, DATAGRAM_BYTES);
	checked(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
	return fd;
}

int main(int argc, char **argv)
{
	static uint8_t datagrams[SEND_BYTES];
	uint64_t sent = 0, refused = 0, nanos = 0;
	if (argc != 3)
		errx(2, "usage: uso_generator ADDRESS MILLISECONDS");
	uint64_t duration = parse_number("MILLISECONDS", argv[2], 600000) * 1000000;
	int fd = connect_to(argv[1]);
	for (uint64_t start = monotonic_nanos(); nanos < duration; nanos = monotonic_nanos() - start) {
		int done = send(fd, datagrams, sizeof datagrams, 0) >= 0;
		if (!done && errno != ENOBUFS)
			err(1, "send");
		sent += (uint64_t)done;
		refused += !done;
	}
	printf("{\"sent\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"nanos\": %" PRIu64 "}\n",
	       sent * DATAGRAMS, refused * DATAGRAMS, nanos);
	return 0;
}
