/* Datagrams of the UDP works: how long one is, and how many leave or arrive in one call. */
#ifndef TAPLANE_BENCH_USO_H
#define TAPLANE_BENCH_USO_H

#include "program.h"

#include <arpa/inet.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

enum {
	/* Fits the MTU of a station behind a VXLAN tunnel. */
	DATAGRAM_BYTES = 1400,
	/* The kernel cuts at most 64 KB in one call. */
	DATAGRAMS = 45,
	SEND_BYTES = DATAGRAM_BYTES * DATAGRAMS,
	UDP_PORT = 5300,
	SOCKET_BUFFER_BYTES = 7 << 20,
};

static inline struct sockaddr_in udp_address(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(UDP_PORT)};
	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		errx(2, "'%s' is not an IPv4 address", text);
	return address;
}

static inline int open_udp_socket(int level, int option, int value)
{
	int fd = checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	checked(setsockopt(fd, level, option, &value, sizeof value), "setsockopt");
	return fd;
}

#endif
