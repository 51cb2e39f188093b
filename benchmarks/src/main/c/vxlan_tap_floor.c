/*
 * vxlan_tap_floor STATION_DEVICE UNDERLAY_DEVICE LOCAL REMOTE VNI
 *
 * The least that a VXLAN tunnel endpoint can do from userspace: frames of the station's TAP device
 * get 50 bytes of outer headers and leave by the underlay's TAP device; frames from there lose
 * those bytes again. LOCAL is an address of the endpoint's own, to which the host routes by the
 * underlay's device. Segments of 64 KB pass whole both ways (UDP tunnel GSO, Linux 6.17), so
 * nothing is cut, joined or summed here. One remote, one source port, no table, one thread.
 */
#define _GNU_SOURCE
#include "checksum.h"
#include "relay.h"
#include "tap.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/virtio_net.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <sys/uio.h>

/* linux/virtio_net.h of Linux 6.17; every field is little-endian. */
struct tunnel_header {
	struct virtio_net_hdr_v1 basic;
	uint32_t hash_value;
	uint16_t hash_report;
	uint16_t padding;
	uint16_t outer_th_offset;
	uint16_t inner_nh_offset;
};

_Static_assert(sizeof(struct tunnel_header) == 24, "virtio_net_hdr_v1_hash_tunnel");

enum {
	GSO_UDP_TUNNEL_IPV4 = 0x20,
	GSO_UDP_TUNNEL = 0x60,
	FLAG_UDP_TUNNEL_CSUM = 0x08,
	VXLAN_PORT = 4789,
	SOURCE_PORT = 49152,
	STATION = 0,
};

/* RFC 7348, section 5: what stands before the inner frame. */
struct outer_headers {
	struct ethhdr ethernet;
	struct iphdr ip;
	struct udphdr udp;
	uint32_t vxlan_flags;
	uint32_t vni;
} __attribute__((packed));

struct packet {
	struct tunnel_header offload;
	struct outer_headers outer;
	uint8_t inner[TAP_FRAME_BYTES];
};

_Static_assert(offsetof(struct packet, inner) == 24 + 50, "no gap between headers and frame");

static struct outer_headers template;

static void move_offload(struct virtio_net_hdr_v1 *offload, int bytes)
{
	if (offload->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		offload->csum_start = (uint16_t)(offload->csum_start + bytes);
	if (offload->gso_type != VIRTIO_NET_HDR_GSO_NONE)
		offload->hdr_len = (uint16_t)(offload->hdr_len + bytes);
}

static void encapsulate(struct packet *packet, size_t inner_bytes)
{
	struct outer_headers *outer = &packet->outer;
	struct virtio_net_hdr_v1 *offload = &packet->offload.basic;
	*outer = template;
	outer->ip.tot_len = htons((uint16_t)(inner_bytes + sizeof *outer - sizeof outer->ethernet));
	outer->udp.len = htons((uint16_t)(ntohs(outer->ip.tot_len) - sizeof outer->ip));
	outer->ip.check = ip_checksum(&outer->ip);
	move_offload(offload, sizeof *outer);
	if (offload->gso_type == VIRTIO_NET_HDR_GSO_NONE)
		return;
	offload->gso_type |= GSO_UDP_TUNNEL_IPV4;
	packet->offload.outer_th_offset = offsetof(struct outer_headers, udp);
	packet->offload.inner_nh_offset = sizeof *outer + ETH_HLEN;
}

static int is_ours(const struct packet *packet, size_t bytes)
{
	const struct outer_headers *outer = &packet->outer;
	return bytes > sizeof *outer && outer->ethernet.h_proto == htons(ETH_P_IP) &&
	       outer->ip.ihl == 5 && outer->ip.protocol == IPPROTO_UDP &&
	       outer->udp.dest == htons(VXLAN_PORT) && outer->vni == template.vni;
}

/* A checksum still to be filled in may be the outer one, which goes away with its header. */
static void decapsulate(struct packet *packet)
{
	struct virtio_net_hdr_v1 *offload = &packet->offload.basic;
	if (offload->csum_start < sizeof packet->outer)
		offload->flags &= (uint8_t)~VIRTIO_NET_HDR_F_NEEDS_CSUM;
	move_offload(offload, -(int)sizeof packet->outer);
	offload->flags &= (uint8_t)~FLAG_UDP_TUNNEL_CSUM;
	offload->gso_type &= (uint8_t)~GSO_UDP_TUNNEL;
}

/* Reads the offload header to its place and the frame to another; -1 when there is none. */
static ssize_t receive(int fd, struct packet *packet, void *frame, size_t room)
{
	struct iovec slices[] = {{&packet->offload, sizeof packet->offload}, {frame, room}};
	ssize_t length = readv(fd, slices, 2);
	if (length < 0 && !is_frame_lost(errno))
		err(1, "readv");
	return length < 0 ? -1 : length - (ssize_t)sizeof packet->offload;
}

/* EINVAL: a frame whose offload header the kernel does not believe is lost alone. */
static void transmit(int fd, struct packet *packet, void *frame, size_t bytes)
{
	struct iovec slices[] = {{&packet->offload, sizeof packet->offload}, {frame, bytes}};
	if (writev(fd, slices, 2) < 0 && !is_frame_lost(errno) && errno != EINVAL)
		err(1, "writev");
}

static int tunnel_frame(const int devices[RELAY_DEVICES], uint32_t from)
{
	static struct packet packet;
	size_t outer_bytes = sizeof packet.outer;
	if (from == STATION) {
		ssize_t bytes = receive(devices[from], &packet, packet.inner, sizeof packet.inner);
		if (bytes < 0)
			return 0;
		encapsulate(&packet, (size_t)bytes);
		transmit(devices[!from], &packet, &packet.outer, outer_bytes + (size_t)bytes);
		return 1;
	}
	ssize_t bytes = receive(devices[from], &packet, &packet.outer, outer_bytes + sizeof packet.inner);
	if (bytes < 0)
		return 0;
	if (is_ours(&packet, (size_t)bytes)) {
		decapsulate(&packet);
		transmit(devices[!from], &packet, packet.inner, (size_t)bytes - outer_bytes);
	}
	return 1;
}

static uint32_t parse_address(const char *text)
{
	struct in_addr address;
	if (inet_pton(AF_INET, text, &address) != 1)
		errx(2, "'%s' is not an IPv4 address", text);
	return address.s_addr;
}

static void make_template(int underlay, char **arguments)
{
	struct ifreq own = {0};
	checked(ioctl(underlay, SIOCGIFHWADDR, &own), "SIOCGIFHWADDR");
	memcpy(template.ethernet.h_dest, own.ifr_hwaddr.sa_data, ETH_ALEN);
	/* The endpoint's own address: any that is not the device's, and locally administered. */
	memcpy(template.ethernet.h_source, (uint8_t[]){2, 0, 0, 0, 0x12, 0xb5}, ETH_ALEN);
	template.ethernet.h_proto = htons(ETH_P_IP);
	template.ip = (struct iphdr){
		.version = 4,
		.ihl = 5,
		.frag_off = htons(IP_DF),
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.saddr = parse_address(arguments[0]),
		.daddr = parse_address(arguments[1]),
	};
	template.udp.source = htons(SOURCE_PORT);
	template.udp.dest = htons(VXLAN_PORT);
	template.vxlan_flags = htonl(0x08000000);
	template.vni = htonl((uint32_t)parse_number("VNI", arguments[2], 0xffffff) << 8);
}

int main(int argc, char **argv)
{
	int header_bytes = sizeof(struct tunnel_header);
	if (argc != 6)
		errx(2, "usage: vxlan_tap_floor STATION_DEVICE UNDERLAY_DEVICE LOCAL REMOTE VNI");
	int station = open_tap(argv[1], header_bytes, TAP_OFFLOADS);
	int underlay = open_tap(argv[2], header_bytes, TAP_OFFLOADS | TUN_F_TSO_ECN | TAP_TUNNEL_OFFLOADS);
	make_template(underlay, argv + 3);
	int devices[RELAY_DEVICES] = {[STATION] = station, [!STATION] = underlay};
	relay_forever(devices, tunnel_frame);
}
