/*
 * UDP datagrams in bursts. Received ones fill a burst's descriptors; those to send come as a table that
 * Java writes (org.taplane.dataplane.vxlan.DatagramBatch has the field list).
 */
#ifndef TAPLANE_BURST_UDP_H
#define TAPLANE_BURST_UDP_H

#include "burst.h"

#include <sys/uio.h>

#define UDP_MESSAGES 256
#define UDP_PIECES 1024
#define UDP_SOCKETS 64

enum udp_area { UDP_FRAMES, UDP_HEADERS, UDP_AREAS };

struct udp_message {
	uint32_t first;
	uint32_t count;
	uint8_t destination[16];
	uint16_t segment;
	int16_t tos;
	uint16_t socket;
	uint16_t frames;
	int32_t error;
	uint32_t bytes;
	uint8_t offload[8]; /* read by Java alone */
};

struct udp_piece {
	uint32_t area;
	uint32_t offset;
	uint32_t length;
};

_Static_assert(sizeof(struct udp_message) == 48, "as DatagramBatch.java");
_Static_assert(offsetof(struct udp_message, segment) == 24, "as DatagramBatch.java");
_Static_assert(offsetof(struct udp_message, error) == 32, "as DatagramBatch.java");
_Static_assert(sizeof(struct udp_piece) == 12, "as DatagramBatch.java");

/* A table with its pieces behind the messages, and what the pieces may point into. */
struct udp_batch {
	struct udp_message *messages;
	uint32_t count;
	const struct udp_piece *pieces;
	uint16_t port; /* destination port, network order */
	struct {
		uint8_t *start;
		size_t size;
	} areas[UDP_AREAS];
};

static inline int udp_has_pieces(const struct udp_message *m)
{
	return m->first <= UDP_PIECES && m->count <= UDP_PIECES - m->first;
}

/* The bytes of the message's pieces, one part a piece; 0, or EFAULT if a piece is outside its area. */
int udp_parts(const struct udp_batch *b, const struct udp_message *m, struct iovec *parts);

/* How many messages have an error. */
uint32_t udp_refused(const struct udp_batch *b);

/*
 * Of a socket with UDP_GRO, the last frame may be a bundle, several datagrams of one flow: its offload header's gso_size
 * is then the length of each but the last, and less than its own.
 */
struct burst_received burst_udp_receive(int fd, struct burst_area *area, uint32_t max);

/* Most datagrams of one call, and most bytes of one that is not long. */
#define UDP_FEW 8
#define UDP_SHORT 2048

/*
 * The same by fewer calls, each of up to UDP_FEW datagrams, for a socket that gets short ones: for a long one 2 KB are
 * copied, and it lies apart from the others. After the first call that brings a long one or a bundle the burst ends: so
 * only its last UDP_FEW frames may be bundles. Uses what is behind the area, too.
 */
struct burst_received burst_udp_receive_few(int fd, struct burst_area *area, uint32_t max);

/*
 * Sends every message by sockets[message.socket] and sets its error: 0 or an errno. Messages of one socket keep
 * their order. Returns how many were refused.
 */
uint32_t burst_udp_send(struct udp_batch *batch, const int *sockets, uint32_t socket_count);

#endif
