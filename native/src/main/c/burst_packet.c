#define _GNU_SOURCE
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MACS (2 * ETH_ALEN)
#define TAG 4

union aux_control {
	char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct cmsghdr align;
};

static const struct tpacket_auxdata *find_auxdata(struct msghdr *message)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c))
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA &&
		    c->cmsg_len >= CMSG_LEN(sizeof(struct tpacket_auxdata)))
			return (const struct tpacket_auxdata *)CMSG_DATA(c);
	return NULL;
}

/* The tag goes back between the addresses and the ethertype; what counts from the frame's start moves with it. */
static void put_tag_back(uint8_t *slab, struct descriptor *d, const struct tpacket_auxdata *aux)
{
	uint16_t tpid = aux->tp_status & TP_STATUS_VLAN_TPID_VALID ? aux->tp_vlan_tpid : ETH_P_8021Q;
	uint16_t tag[2] = { htons(tpid), htons(aux->tp_vlan_tci) };

	memmove(slab + d->start - TAG, slab + d->start, MACS);
	memcpy(slab + d->start - TAG + MACS, tag, TAG);
	d->start -= TAG;
	d->length += TAG;
	if (d->offload.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		d->offload.csum_start += TAG;
	if (d->offload.gso_type != VIRTIO_NET_HDR_GSO_NONE)
		d->offload.hdr_len += TAG;
}

/* Whoever judges frames drops what is shorter than its addresses; a tag has no place in it. */
static void take(struct burst_area *area, uint32_t frame, uint32_t start, size_t n, struct msghdr *message)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);
	const struct tpacket_auxdata *aux = find_auxdata(message);

	burst_fill(area, frame, start, n > sizeof(d->offload) ? (uint32_t)(n - sizeof(d->offload)) : 0);
	if (d->length >= MACS && aux != NULL && aux->tp_status & TP_STATUS_VLAN_VALID)
		put_tag_back(area->slab, d, aux);
}

/*
 * Fills descriptor `frame`; 0 or an errno. What is longer than any frame comes cut short, and is lost like what cannot be
 * copied.
 */
static int receive_one(int fd, struct burst_area *area, uint32_t frame, uint32_t start)
{
	struct descriptor *d = burst_descriptor(area->slab, frame);
	union aux_control control;
	struct iovec parts[2] = {
		{ .iov_base = &d->offload, .iov_len = sizeof(d->offload) },
		{ .iov_base = area->slab + start, .iov_len = area->end + area->behind - start },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);

	if (n < 0)
		return errno;
	if (message.msg_flags & MSG_TRUNC)
		return EFAULT;
	take(area, frame, start, (size_t)n, &message);
	return 0;
}

struct burst_received burst_packet_receive(int fd, struct burst_area *area, uint32_t max)
{
	struct burst_received r = { 0 };
	uint32_t start;

	for (uint32_t tries = 0; tries < max && (start = burst_room(area)) != 0; tries++) {
		int error = receive_one(fd, area, r.frames, start);

		if (error == 0)
			r.frames++;
		else if (!burst_tries_on(&r, error))
			break;
	}
	return r;
}

/* Makes messages of the frames up to the first that is not in the slab; their number. */
static uint32_t gather(struct mmsghdr *messages, struct iovec parts[][2], struct burst_slab slab,
		       const int32_t *frames, uint32_t count)
{
	struct descriptor *d;

	for (uint32_t i = 0; i < count; i++) {
		d = burst_frame(slab, frames[i]);
		if (d == NULL)
			return i;
		parts[i][0] = (struct iovec){ &d->offload, sizeof(d->offload) };
		parts[i][1] = (struct iovec){ slab.start + d->start, d->length };
		messages[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = parts[i], .msg_iovlen = 2 } };
	}
	return count;
}

struct burst_sent burst_packet_send(int fd, struct burst_slab slab, const int32_t *frames, uint32_t count)
{
	struct iovec parts[BURST_CAPACITY][2];
	struct mmsghdr messages[BURST_CAPACITY];
	struct burst_sent sent = { 0, 0 };
	uint32_t good;

	if (count > BURST_CAPACITY)
		count = BURST_CAPACITY;
	good = gather(messages, parts, slab, frames, count);
	while (sent.count < good) {
		int n = sendmmsg(fd, messages + sent.count, good - sent.count, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			sent.error = errno;
			return sent;
		}
		sent.count += (uint32_t)n;
	}
	sent.error = good < count ? EFAULT : 0;
	return sent;
}
