/*
 * Cuts a large TCP or UDP segment over IPv4 into datagrams of a VXLAN tunnel: a block of headers
 * for each, and slices of the frame for the payload, which is not copied.
 */
#ifndef TAPLANE_BENCH_TUNNEL_CUT_H
#define TAPLANE_BENCH_TUNNEL_CUT_H

#include "checksum.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/virtio_net.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <sys/uio.h>

/* Linux 6.2; the headers of Debian 12 are older. */
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

enum {
	/* More headers than this are not cut. */
	CUT_HEADER_BYTES = 128,
	CUT_MOST_PIECES = 64,
	/* What one call of UDP_SEGMENT takes. */
	CUT_MOST_BYTES = 65000,
};

/* RFC 7348, section 5. */
struct vxlan_header {
	uint32_t flags;
	uint32_t vni;
};

struct header_block {
	struct vxlan_header vxlan;
	uint8_t inner[CUT_HEADER_BYTES];
};

struct cut {
	const uint8_t *frame;
	uint32_t frame_bytes;
	uint32_t transport;
	uint32_t header_bytes;
	uint32_t payload_bytes;
	int is_tcp;
};

/* Pieces of one call; slices[2 * i] has the headers of piece i, the next one its payload. */
struct pieces {
	struct header_block blocks[CUT_MOST_PIECES];
	struct iovec slices[2 * CUT_MOST_PIECES];
	unsigned count;
};

/* 0: the frame is none that can be cut here. */
static inline int plan_cut(struct cut *cut, const struct virtio_net_hdr *offload,
			   const uint8_t *frame, uint32_t bytes)
{
	int type = offload->gso_type & ~VIRTIO_NET_HDR_GSO_ECN;
	*cut = (struct cut){.frame = frame, .frame_bytes = bytes, .transport = offload->csum_start};
	cut->is_tcp = type == VIRTIO_NET_HDR_GSO_TCPV4;
	if ((!cut->is_tcp && type != VIRTIO_NET_HDR_GSO_UDP_L4) || !offload->gso_size ||
	    cut->transport != ETH_HLEN + IP_HEADER_BYTES ||
	    bytes < cut->transport + sizeof(struct tcphdr) || frame[ETH_HLEN] != 0x45)
		return 0;
	const struct tcphdr *tcp = (const void *)(frame + cut->transport);
	cut->header_bytes = cut->transport +
			    (cut->is_tcp ? tcp->doff * 4U : (uint32_t)sizeof(struct udphdr));
	cut->payload_bytes = offload->gso_size;
	return cut->header_bytes < bytes && cut->header_bytes <= CUT_HEADER_BYTES;
}

static inline uint64_t pseudo_header_sum(const struct iphdr *ip, uint32_t transport_bytes)
{
	uint64_t sum = add_bytes(0, &ip->saddr, 2 * sizeof ip->saddr);
	return sum + htons(ip->protocol) + htons((uint16_t)transport_bytes);
}

static inline uint16_t transport_checksum(const struct iphdr *ip, const void *headers,
					  uint32_t header_bytes, const void *payload,
					  uint32_t payload_bytes)
{
	uint64_t sum = pseudo_header_sum(ip, header_bytes + payload_bytes);
	sum = add_bytes(sum, headers, header_bytes);
	return (uint16_t)~fold_sum(add_bytes(sum, payload, payload_bytes));
}

/* RFC 9293, section 3.1: where in the stream the piece is, and flags only where they belong. */
static inline void patch_tcp(struct tcphdr *tcp, uint32_t offset, int is_last)
{
	tcp->seq = htonl(ntohl(tcp->seq) + offset);
	tcp->fin &= is_last;
	tcp->psh &= is_last;
	/* CWR, RFC 3168: once. */
	tcp->res2 &= offset ? 1 : 3;
	tcp->check = 0;
}

static inline void patch_headers(const struct cut *cut, uint8_t *inner, uint32_t offset,
				 uint32_t bytes)
{
	struct iphdr *ip = (void *)(inner + ETH_HLEN);
	uint8_t *transport = inner + cut->transport;
	uint32_t transport_bytes = cut->header_bytes - cut->transport;
	const uint8_t *payload = cut->frame + cut->header_bytes + offset;
	ip->tot_len = htons((uint16_t)(cut->header_bytes - ETH_HLEN + bytes));
	ip->id = htons((uint16_t)(ntohs(ip->id) + offset / cut->payload_bytes));
	ip->check = 0;
	ip->check = ip_checksum(ip);
	if (cut->is_tcp) {
		struct tcphdr *tcp = (void *)transport;
		patch_tcp(tcp, offset, cut->header_bytes + offset + bytes == cut->frame_bytes);
		tcp->check = transport_checksum(ip, tcp, transport_bytes, payload, bytes);
	} else {
		struct udphdr *udp = (void *)transport;
		udp->len = htons((uint16_t)(transport_bytes + bytes));
		udp->check = 0;
		uint16_t sum = transport_checksum(ip, udp, transport_bytes, payload, bytes);
		udp->check = sum ? sum : 0xffff;
	}
}

/* Makes the pieces of one call that start at *offset of the payload, and moves it behind them. */
static inline void make_pieces(const struct cut *cut, struct vxlan_header vxlan,
			       struct pieces *pieces, uint32_t *offset)
{
	uint32_t end = cut->frame_bytes - cut->header_bytes;
	uint32_t room = CUT_MOST_BYTES;
	uint32_t headers = (uint32_t)sizeof vxlan + cut->header_bytes;
	for (pieces->count = 0; *offset < end && pieces->count < CUT_MOST_PIECES &&
				room >= headers + cut->payload_bytes; pieces->count++) {
		struct header_block *block = &pieces->blocks[pieces->count];
		uint32_t left = end - *offset;
		uint32_t bytes = left < cut->payload_bytes ? left : cut->payload_bytes;
		block->vxlan = vxlan;
		memcpy(block->inner, cut->frame, cut->header_bytes);
		patch_headers(cut, block->inner, *offset, bytes);
		pieces->slices[2 * pieces->count] = (struct iovec){block, headers};
		pieces->slices[2 * pieces->count + 1] = (struct iovec){
			(void *)(cut->frame + cut->header_bytes + *offset), bytes};
		*offset += bytes;
		room -= headers + bytes;
	}
}

#endif
