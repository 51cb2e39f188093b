/* A raw socket that sees one device's test frames and nothing else. */
#ifndef TAPLANE_BENCH_PACKET_SOCKET_H
#define TAPLANE_BENCH_PACKET_SOCKET_H

#include "program.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#define EVERY_DEVICE "any"

/* protocol 0 makes a socket that only sends: it is never handed a frame. */
static inline struct sockaddr_ll packet_address(const char *device, uint16_t protocol)
{
	unsigned index = if_nametoindex(device);
	if (!index && strcmp(device, EVERY_DEVICE) != 0)
		err(1, "%s", device);
	return (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = (int)index,
	};
}

/* Made without a protocol, so that no frame of another device slips in before the bind. */
static inline int open_packet_socket(void)
{
	return checked(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), "socket");
}

static inline void bind_packet_socket(int fd, const char *device, uint16_t protocol)
{
	struct sockaddr_ll address = packet_address(device, protocol);
	checked(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
}

#endif
