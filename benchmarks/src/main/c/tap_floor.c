/*
 * tap_floor DEVICE DEVICE
 *
 * The least that a switch between two TAP devices can do from userspace: what is read from one is
 * written to the other, offload header included. No table, no look at the frame, one thread. It is
 * the floor that a real switch is measured against. Prints "ready" once both devices are there;
 * runs until a signal ends it.
 */
#define _GNU_SOURCE
#include "program.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Linux 6.2; the headers of Debian 12 are older. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

enum {
	OFFLOADS = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_USO4 | TUN_F_USO6,
	PORTS = 2,
	/* Frames read from one device before the other has its turn. */
	BURST = 64,
	FRAME_BYTES = 65536 + 256,
};

struct relay {
	int epoll;
	int devices[PORTS];
	uint8_t frame[sizeof(struct virtio_net_hdr) + FRAME_BYTES];
};

static int open_tap(const char *name)
{
	int fd = checked(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun");
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	if (strlen(name) >= IFNAMSIZ)
		errx(2, "'%s' is longer than %d characters", name, IFNAMSIZ - 1);
	strcpy(request.ifr_name, name);
	checked(ioctl(fd, TUNSETIFF, &request), name);
	checked(ioctl(fd, TUNSETOFFLOAD, OFFLOADS), "TUNSETOFFLOAD");
	return fd;
}

static void watch(struct relay *relay, uint32_t port)
{
	struct epoll_event readable = {.events = EPOLLIN, .data.u32 = port};
	int device = relay->devices[port];
	checked(epoll_ctl(relay->epoll, EPOLL_CTL_ADD, device, &readable), "epoll_ctl");
}

/* A device whose link is down answers EIO: its frames are lost, as on a pulled cable. */
static int is_lost(int error)
{
	return error == EIO || error == EAGAIN || error == ENOBUFS;
}

static void relay_burst(struct relay *relay, uint32_t from)
{
	for (int i = 0; i < BURST; i++) {
		ssize_t length = read(relay->devices[from], relay->frame, sizeof relay->frame);
		if (length < 0 && !is_lost(errno))
			err(1, "read");
		if (length < 0)
			return;
		if (write(relay->devices[!from], relay->frame, (size_t)length) < 0 && !is_lost(errno))
			err(1, "write");
	}
}

static void relay_forever(struct relay *relay)
{
	struct epoll_event events[PORTS];
	for (;;) {
		int ready = epoll_wait(relay->epoll, events, PORTS, -1);
		if (ready < 0 && errno != EINTR)
			err(1, "epoll_wait");
		for (int i = 0; i < ready; i++)
			relay_burst(relay, events[i].data.u32);
	}
}

int main(int argc, char **argv)
{
	static struct relay relay;
	if (argc != 1 + PORTS)
		errx(2, "usage: tap_floor DEVICE DEVICE");
	relay.epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	for (uint32_t port = 0; port < PORTS; port++) {
		relay.devices[port] = open_tap(argv[1 + port]);
		watch(&relay, port);
	}
	puts("ready");
	fflush(stdout);
	relay_forever(&relay);
}
