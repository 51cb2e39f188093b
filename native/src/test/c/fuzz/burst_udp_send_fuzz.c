/*
 * Any table of datagrams, and a kernel that refuses what it likes. The input:
 *
 *   u8 messages, u8 pieces
 *   a message   u8 kind, then all 48 bytes (kind 0) or u16 first, u8 count, u8 destination, u16 segment, u16 tos, u8 socket
 *   a piece     u8 kind, then all 12 bytes (kind 0) or u16 offset, u16 length; the lowest bit of kind is the area
 *
 * and what fuzz_kernel.c reads.
 */
#include "burst_udp.h"
#include "fuzz_kernel.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES 40000
#define HEADERS 1000
#define SOCKETS 3
#define TABLE (UDP_MESSAGES * sizeof(struct udp_message) + UDP_PIECES * sizeof(struct udp_piece) + HEADERS)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_message(struct fuzz_input *in, struct udp_message *m)
{
	if (fuzz_u8(in) == 0) {
		fuzz_bytes(in, m, sizeof(*m));
		return;
	}
	m->first = fuzz_u16(in);
	m->count = fuzz_u8(in);
	memset(m->destination + 10, fuzz_u8(in), 3);
	m->segment = fuzz_u16(in);
	m->tos = (int16_t)fuzz_u16(in);
	m->socket = fuzz_u8(in);
}

static void read_piece(struct fuzz_input *in, struct udp_piece *p)
{
	uint8_t kind = fuzz_u8(in);

	if (kind == 0) {
		fuzz_bytes(in, p, sizeof(*p));
		return;
	}
	p->area = kind & 1 ? UDP_FRAMES : UDP_HEADERS;
	p->offset = fuzz_u16(in);
	p->length = fuzz_u16(in);
}

static void require_settled(const struct udp_batch *batch, uint32_t refused)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < batch->count; i++) {
		fuzz_require(batch->messages[i].error >= 0, "every message is settled");
		count += batch->messages[i].error != 0;
	}
	fuzz_require(count == refused, "the refused ones are counted");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int sockets[SOCKETS] = { FUZZ_FD, FUZZ_FD, FUZZ_FD };
	struct fuzz_input in = { data, data + size };
	uint8_t *table = calloc(1, TABLE);
	uint8_t *frames = calloc(1, FRAMES);
	struct udp_piece *pieces = (struct udp_piece *)(table + UDP_MESSAGES * sizeof(struct udp_message));
	struct udp_batch batch = {
		.messages = (struct udp_message *)table,
		.count = fuzz_u8(&in),
		.pieces = pieces,
		.areas = { [UDP_FRAMES] = { frames, FRAMES }, [UDP_HEADERS] = { table, TABLE } },
	};
	uint32_t piece_count = fuzz_u8(&in);

	for (uint32_t i = 0; i < batch.count; i++)
		read_message(&in, &batch.messages[i]);
	for (uint32_t i = 0; i < piece_count; i++)
		read_piece(&in, &pieces[i]);
	fuzz_kernel_start(&in);
	require_settled(&batch, burst_udp_send(&batch, sockets, SOCKETS));
	free(table);
	free(frames);
	return 0;
}
