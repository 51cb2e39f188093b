/*
 * vxlan_floor STATION_DEVICE LOCAL REMOTE VNI MTU
 *
 * The least that a VXLAN tunnel endpoint on a UDP socket can do from userspace. What the station's
 * TAP device sends in large segments leaves in one call (UDP_SEGMENT) for up to 64 datagrams, its
 * payload not copied; checksums are filled in here. What comes from the peer is written to the TAP
 * device as it comes: a kernel peer across a veth sends large segments whole, with a checksum that
 * is still to be completed. One remote, one socket, IPv4, no table, one thread.
 */
#define _GNU_SOURCE
#include "relay.h"
#include "tap.h"
#include "tunnel_cut.h"

#include <sys/socket.h>
#include <unistd.h>

enum {
	VXLAN_PORT = 4789,
	SOCKET_BUFFER_BYTES = 7 << 20,
	STATION = 0,
};

static struct sockaddr_in remote;
static struct vxlan_header vxlan;
static uint32_t mtu;

static void send_slices(int fd, struct iovec *slices, size_t count, uint16_t datagram_bytes)
{
	union {
		struct cmsghdr header;
		uint8_t room[CMSG_SPACE(sizeof(uint16_t))];
	} control = {0};
	struct msghdr message = {
		.msg_name = &remote,
		.msg_namelen = sizeof remote,
		.msg_iov = slices,
		.msg_iovlen = count,
	};
	if (datagram_bytes) {
		message.msg_control = &control;
		message.msg_controllen = sizeof control.room;
		control.header = (struct cmsghdr){
			CMSG_LEN(sizeof datagram_bytes), SOL_UDP, UDP_SEGMENT};
		memcpy(CMSG_DATA(&control.header), &datagram_bytes, sizeof datagram_bytes);
	}
	if (sendmsg(fd, &message, 0) < 0 && !is_frame_lost(errno))
		err(1, "sendmsg");
}

static void send_cut(int fd, const struct cut *cut)
{
	static struct pieces pieces;
	uint16_t datagram_bytes =
		(uint16_t)(sizeof vxlan + cut->header_bytes + cut->payload_bytes);
	for (uint32_t offset = 0; offset < cut->frame_bytes - cut->header_bytes;) {
		make_pieces(cut, vxlan, &pieces, &offset);
		send_slices(fd, pieces.slices, 2 * pieces.count,
			    pieces.count > 1 ? datagram_bytes : 0);
	}
}

static void complete_checksum(const struct virtio_net_hdr *offload, uint8_t *frame, uint32_t bytes)
{
	uint32_t field = offload->csum_start + (uint32_t)offload->csum_offset;
	if (!(offload->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) || field + 2 > bytes)
		return;
	uint8_t *start = frame + offload->csum_start;
	uint16_t sum = (uint16_t)~fold_sum(add_bytes(0, start, bytes - offload->csum_start));
	memcpy(frame + field, &sum, sizeof sum);
}

static void send_frame(int fd, const struct virtio_net_hdr *offload, uint8_t *frame, uint32_t bytes)
{
	struct cut cut;
	if (offload->gso_type != VIRTIO_NET_HDR_GSO_NONE) {
		if (plan_cut(&cut, offload, frame, bytes))
			send_cut(fd, &cut);
		return;
	}
	complete_checksum(offload, frame, bytes);
	send_slices(fd, (struct iovec[]){{&vxlan, sizeof vxlan}, {frame, bytes}}, 2, 0);
}

/* A checksum field that holds the sum of the pseudo header alone is still to be completed. */
static struct virtio_net_hdr offload_of(const uint8_t *frame, uint32_t bytes)
{
	struct virtio_net_hdr offload = {0};
	const struct iphdr *ip = (const void *)(frame + ETH_HLEN);
	const uint32_t transport = ETH_HLEN + IP_HEADER_BYTES;
	if (bytes < transport + sizeof(struct tcphdr) || frame[ETH_HLEN] != 0x45 ||
	    (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP))
		return offload;
	int is_tcp = ip->protocol == IPPROTO_TCP;
	const struct tcphdr *tcp = (const void *)(frame + transport);
	uint16_t field = is_tcp ? offsetof(struct tcphdr, check) : offsetof(struct udphdr, check);
	uint16_t sum = fold_sum(pseudo_header_sum(ip, ntohs(ip->tot_len) - IP_HEADER_BYTES));
	if (memcmp((const uint8_t *)tcp + field, &sum, sizeof sum) != 0)
		return offload;
	offload.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	offload.csum_start = transport;
	offload.csum_offset = field;
	if (is_tcp && bytes > mtu + ETH_HLEN) {
		offload.hdr_len = (uint16_t)(transport + tcp->doff * 4U);
		offload.gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
		offload.gso_size = (uint16_t)(mtu + ETH_HLEN - offload.hdr_len);
	}
	return offload;
}

/* EINVAL: a frame whose offload header the kernel does not believe is lost alone. */
static void deliver(int tap, uint8_t *frame, uint32_t bytes)
{
	struct virtio_net_hdr offload = offload_of(frame, bytes);
	struct iovec slices[] = {{&offload, sizeof offload}, {frame, bytes}};
	if (writev(tap, slices, 2) < 0 && !is_frame_lost(errno) && errno != EINVAL)
		err(1, "writev");
}

static int tunnel_frame(const int devices[RELAY_DEVICES], uint32_t from)
{
	static struct {
		struct virtio_net_hdr offload;
		uint8_t bytes[TAP_FRAME_BYTES];
	} packet;
	_Static_assert(offsetof(typeof(packet), bytes) == sizeof packet.offload, "no gap");
	int is_station = from == STATION;
	size_t before = is_station ? sizeof packet.offload : sizeof vxlan;
	ssize_t length = is_station ? read(devices[from], &packet, sizeof packet)
				    : recv(devices[from], packet.bytes, sizeof packet.bytes, 0);
	if (length < 0 && !is_frame_lost(errno))
		err(1, is_station ? "read" : "recv");
	if (length < 0)
		return 0;
	if ((size_t)length < before + ETH_HLEN)
		return 1;
	uint32_t bytes = (uint32_t)((size_t)length - before);
	if (is_station)
		send_frame(devices[!from], &packet.offload, packet.bytes, bytes);
	else if (!memcmp(packet.bytes, &vxlan, sizeof vxlan))
		deliver(devices[!from], packet.bytes + before, bytes);
	return 1;
}

static struct sockaddr_in parse_endpoint(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(VXLAN_PORT)};
	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		errx(2, "'%s' is not an IPv4 address", text);
	return address;
}

static int open_endpoint(const struct sockaddr_in *local)
{
	int room = SOCKET_BUFFER_BYTES;
	int fd = checked(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
	checked(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room), "SO_RCVBUFFORCE");
	checked(setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room), "SO_SNDBUFFORCE");
	checked(bind(fd, (const struct sockaddr *)local, sizeof *local), "bind");
	return fd;
}

int main(int argc, char **argv)
{
	if (argc != 6)
		errx(2, "usage: vxlan_floor STATION_DEVICE LOCAL REMOTE VNI MTU");
	struct sockaddr_in local = parse_endpoint(argv[2]);
	remote = parse_endpoint(argv[3]);
	vxlan.flags = htonl(0x08000000);
	vxlan.vni = htonl((uint32_t)parse_number("VNI", argv[4], 0xffffff) << 8);
	mtu = (uint32_t)parse_number("MTU", argv[5], 65521);
	int station = open_tap(argv[1], sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
	int devices[RELAY_DEVICES] = {[STATION] = station, [!STATION] = open_endpoint(&local)};
	relay_forever(devices, tunnel_frame);
}
