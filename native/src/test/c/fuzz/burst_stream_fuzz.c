/*
 * Any bytes on a stream, cut anywhere: the frames are those that the bytes have when they come in one piece. The input: u8
 * most frames of a burst, u8 bytes of a read less one, and the stream.
 */
#define _GNU_SOURCE
#include "burst_stream.h"
#include "fuzz_input.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int ends[2] = { -1, -1 };

/* What the stream has at `at`: whether a whole frame, whose length is noted. */
static int has_frame(const uint8_t *at, const uint8_t *end, uint32_t *length)
{
	if (end - at < STREAM_PREFIX)
		return 0;
	memcpy(length, at, sizeof(*length));
	*length = ntohl(*length);
	return *length <= BURST_MAX_FRAME && (size_t)(end - at) - STREAM_PREFIX >= *length;
}

/* Requires that the frames of a burst are the next ones of the stream; what is behind them. */
static const uint8_t *require_next(const uint8_t *slab, uint32_t frames, const uint8_t *at, const uint8_t *end)
{
	for (uint32_t i = 0; i < frames; i++) {
		const struct descriptor *d = (const struct descriptor *)slab + i;
		uint32_t length = 0;

		fuzz_require(has_frame(at, end, &length), "a frame that the stream has");
		fuzz_require(d->length == length, "its length");
		fuzz_require(memcmp(slab + d->start, at + STREAM_PREFIX, length) == 0, "its bytes");
		at += STREAM_PREFIX + length;
	}
	return at;
}

static const uint8_t *cut_all(struct stream_input *in, uint8_t *slab, uint8_t max, const uint8_t *at,
			      const uint8_t *end, int *error)
{
	struct burst_received r;

	do {
		struct burst_area area = { slab, FUZZ_DATA, FUZZ_SLAB, 0 };

		r = stream_cut(in, &area, max);
		at = require_next(slab, r.frames, at, end);
		*error = r.error;
	} while (r.frames > 0);
	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	uint8_t max = 1 + fuzz_u8(&in) % BURST_CAPACITY;
	size_t chunk = 1 + (size_t)fuzz_u8(&in);
	const uint8_t *at = in.at;
	struct stream_input *input = calloc(1, sizeof(*input));
	uint8_t *slab = fuzz_slab();
	uint32_t length = 0;
	int error = 0;

	if (ends[0] < 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		abort();
	while (fuzz_has_more(&in) && !error) {
		size_t left = (size_t)(in.end - in.at);
		size_t n = chunk < left ? chunk : left;

		fuzz_require(write(ends[0], in.at, n) == (ssize_t)n, "the pair takes it");
		fuzz_require(stream_fill(ends[1], input) == (int32_t)n, "and gives it");
		in.at += n;
		at = cut_all(input, slab, max, at, in.at, &error);
	}
	fuzz_require(error || !has_frame(at, in.end, &length), "no frame is left");
	fuzz_require(!error || (in.at - at >= STREAM_PREFIX && at[0] + at[1] > 0), "a length that no frame has");
	free(slab);
	free(input);
	return 0;
}
