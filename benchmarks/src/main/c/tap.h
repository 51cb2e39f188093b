/* TAP devices that carry offload metadata before each frame (virtio_net_hdr). */
#ifndef TAPLANE_BENCH_TAP_H
#define TAPLANE_BENCH_TAP_H

#include "program.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>

/* Linux 6.2 and 6.17; the headers of Debian 12 are older. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef TUN_F_UDP_TUNNEL_GSO
#define TUN_F_UDP_TUNNEL_GSO 0x080
#define TUN_F_UDP_TUNNEL_GSO_CSUM 0x100
#endif

enum {
	TAP_OFFLOADS = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_USO4 | TUN_F_USO6,
	TAP_TUNNEL_OFFLOADS = TUN_F_UDP_TUNNEL_GSO | TUN_F_UDP_TUNNEL_GSO_CSUM,
	/* A segment that offloads leave whole, with its headers. */
	TAP_FRAME_BYTES = 65536 + 256,
};

static inline struct ifreq tap_request(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	if (strlen(name) >= IFNAMSIZ)
		errx(2, "'%s' is longer than %d characters", name, IFNAMSIZ - 1);
	strcpy(request.ifr_name, name);
	return request;
}

/* Makes the device, whose reads and writes then start with a virtio_net_hdr of header_bytes. */
static inline int open_tap(const char *name, int header_bytes, unsigned offloads)
{
	struct ifreq request = tap_request(name);
	int fd = checked(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun");
	checked(ioctl(fd, TUNSETIFF, &request), name);
	checked(ioctl(fd, TUNSETVNETHDRSZ, &header_bytes), "TUNSETVNETHDRSZ");
	checked(ioctl(fd, TUNSETOFFLOAD, offloads), "TUNSETOFFLOAD");
	return fd;
}

/* A device whose link is down answers EIO: its frames are lost, as on a pulled cable. */
static inline int is_frame_lost(int error)
{
	return error == EIO || error == EAGAIN || error == ENOBUFS;
}

#endif
