#include "fuzz_batch.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES 40000
#define HEADERS 1000
#define TABLE (UDP_MESSAGES * sizeof(struct udp_message) + UDP_PIECES * sizeof(struct udp_piece) + HEADERS)

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

void fuzz_require_settled(const struct udp_batch *batch, uint32_t refused)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < batch->count; i++) {
		fuzz_require(batch->messages[i].error >= 0, "every message is settled");
		count += batch->messages[i].error != 0;
	}
	fuzz_require(count == refused, "the refused ones are counted");
}

struct udp_batch fuzz_batch(struct fuzz_input *in)
{
	uint8_t *table = calloc(1, TABLE);
	uint8_t *frames = calloc(1, FRAMES);
	struct udp_message *messages = (struct udp_message *)table;
	struct udp_piece *pieces = (struct udp_piece *)(messages + UDP_MESSAGES);
	struct udp_batch batch = {
		.messages = messages,
		.count = fuzz_u8(in),
		.pieces = pieces,
		.areas = { [UDP_FRAMES] = { frames, FRAMES }, [UDP_HEADERS] = { table, TABLE } },
	};
	uint32_t piece_count = fuzz_u8(in);

	for (uint32_t i = 0; i < batch.count; i++)
		read_message(in, &messages[i]);
	for (uint32_t i = 0; i < piece_count; i++)
		read_piece(in, &pieces[i]);
	return batch;
}

void fuzz_batch_free(struct udp_batch *batch)
{
	free(batch->messages);
	free(batch->areas[UDP_FRAMES].start);
}
