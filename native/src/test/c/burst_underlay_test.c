/* Frames of an underlay device, over a pair of datagram sockets: each write is one frame, each read too. */
#include "burst_underlay.h"
#include "check.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + 4 * 65664)
#define FRAMES 4096
#define STRIDE 128
#define HEADER (UNDERLAY_OFFLOAD + 42)

struct rig {
	int ends[2];
	uint8_t *slab;
	uint8_t frames[FRAMES];
	uint8_t headers[2 * STRIDE];
	struct udp_message messages[2];
	struct udp_piece pieces[UDP_PIECES];
};

static struct rig *open_rig(void)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (rig == NULL || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, rig->ends) != 0)
		abort();
	rig->slab = aligned_alloc(64, SIZE);
	for (size_t i = 0; i < FRAMES; i++)
		rig->frames[i] = (uint8_t)(i * 7);
	for (size_t i = 0; i < sizeof(rig->headers); i++)
		rig->headers[i] = (uint8_t)(i + 1);
	return rig;
}

static void close_rig(struct rig *rig)
{
	close(rig->ends[0]);
	close(rig->ends[1]);
	free(rig->slab);
	free(rig);
}

static uint32_t send_two(struct rig *rig)
{
	struct udp_batch batch = {
		.messages = rig->messages,
		.count = 2,
		.pieces = rig->pieces,
		.areas = { [UDP_FRAMES] = { rig->frames, FRAMES }, [UDP_HEADERS] = { rig->frames, FRAMES } },
	};
	struct underlay_headers headers = { rig->headers, STRIDE, HEADER };

	return burst_underlay_send(rig->ends[0], &batch, headers);
}

static int receive(struct rig *rig)
{
	struct burst_area area = { rig->slab, DATA, SIZE, 0 };

	return burst_underlay_receive(rig->ends[1], &area, BURST_CAPACITY).frames;
}

static void check_frame(const struct rig *rig, uint32_t frame, const uint8_t *payload, uint32_t length)
{
	const struct descriptor *d = burst_descriptor(rig->slab, frame);
	const uint8_t *header = rig->headers + frame * STRIDE;
	const uint32_t outer = HEADER - UNDERLAY_OFFLOAD;

	check(memcmp(&d->offload, header, sizeof(d->offload)) == 0, "the offload header is in the descriptor");
	check(d->length == outer + length, "the frame has its length");
	check(memcmp(rig->slab + d->start, header + UNDERLAY_OFFLOAD, outer) == 0, "it begins with its headers");
	check(memcmp(rig->slab + d->start + outer, payload, length) == 0, "the pieces follow");
}

static void test_each_message_is_a_frame_behind_its_header(void)
{
	struct rig *rig = open_rig();

	rig->pieces[0] = (struct udp_piece){ UDP_FRAMES, 10, 60 };
	rig->pieces[1] = (struct udp_piece){ UDP_HEADERS, 70, 1000 };
	rig->messages[0] = (struct udp_message){ .first = 0, .count = 1 };
	rig->messages[1] = (struct udp_message){ .first = 0, .count = 2 };
	check(send_two(rig) == 0, "both are taken");
	check(receive(rig) == 2, "both arrive");
	check_frame(rig, 0, rig->frames + 10, 60);
	check_frame(rig, 1, rig->frames + 10, 1060);
	check(receive(rig) == 0, "and nothing more");
	close_rig(rig);
}

static void test_messages_that_lie_are_refused_alone(void)
{
	struct rig *rig = open_rig();

	rig->pieces[0] = (struct udp_piece){ UDP_FRAMES, FRAMES - 10, 60 };
	rig->messages[0] = (struct udp_message){ .first = 0, .count = 1 };
	rig->messages[1] = (struct udp_message){ .first = UDP_PIECES, .count = 1 };
	check(send_two(rig) == 2, "both are refused");
	check(rig->messages[0].error == EFAULT, "a piece outside its area");
	check(rig->messages[1].error == EINVAL, "pieces that do not exist");
	rig->pieces[0].length = 10;
	check(send_two(rig) == 1 && rig->messages[0].error == 0, "the other one goes");
	close_rig(rig);
}

static void test_a_frame_shorter_than_its_header_is_empty(void)
{
	struct rig *rig = open_rig();

	check(write(rig->ends[0], rig->headers, 5) == 5, "written");
	check(receive(rig) == 1 && burst_descriptor(rig->slab, 0)->length == 0, "no bytes");
	close_rig(rig);
}

static void send_of_type(struct rig *rig, uint8_t gso_type)
{
	const uint8_t frame[UNDERLAY_OFFLOAD + 60] = { 0, gso_type };

	check(write(rig->ends[0], frame, sizeof(frame)) == sizeof(frame), "written");
}

static void test_a_bundle_of_datagrams_ends_its_burst(void)
{
	struct rig *rig = open_rig();

	send_of_type(rig, 0x25); /* inner datagrams in an IPv4 tunnel */
	send_of_type(rig, 5);
	send_of_type(rig, 0);
	check(receive(rig) == 2, "the bundle is the last");
	check(receive(rig) == 1, "what follows comes next");
	close_rig(rig);
}

int main(void)
{
	test_each_message_is_a_frame_behind_its_header();
	test_messages_that_lie_are_refused_alone();
	test_a_frame_shorter_than_its_header_is_empty();
	test_a_bundle_of_datagrams_ends_its_burst();
	return conclude("burst_underlay_test");
}
