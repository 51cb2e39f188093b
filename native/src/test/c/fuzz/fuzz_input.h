/* An input of a fuzz target, and what targets do with bursts. */
#ifndef TAPLANE_FUZZ_INPUT_H
#define TAPLANE_FUZZ_INPUT_H

#include "burst.h"

#include <stddef.h>
#include <stdint.h>

#define FUZZ_DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define FUZZ_SLAB (FUZZ_DATA + 4 * 65664)

/* An input, read from front to back; behind its end are zeros. Numbers have two bytes, low one first. */
struct fuzz_input {
	const uint8_t *at;
	const uint8_t *end;
};

uint8_t fuzz_u8(struct fuzz_input *in);
uint16_t fuzz_u16(struct fuzz_input *in);
void fuzz_bytes(struct fuzz_input *in, void *to, size_t length);
int fuzz_has_more(const struct fuzz_input *in);

/* A slab that AddressSanitizer guards on both sides, its data area filled with one byte. */
uint8_t *fuzz_slab(void);

/* An area that starts and ends anywhere in the slab's data area. */
struct burst_area fuzz_area(struct fuzz_input *in, uint8_t *slab);

/* Stops with a message unless `holds`. */
void fuzz_require(int holds, const char *what);

/* What every receiver promises of the `count` frames that it filled, in a fresh slab's area that started at `from`. */
void fuzz_require_frames(const struct burst_area *area, uint32_t from, int count);

/* Moves a frame's first byte as the dataplane does: a tag pushed or popped, a tunnel's header taken off. */
void fuzz_move_start(struct fuzz_input *in, struct descriptor *d);

/* The first `count` frames in any order, some more than once, at most BURST_CAPACITY; the list's length. */
uint32_t fuzz_list(struct fuzz_input *in, int32_t *list, int count);

#endif
