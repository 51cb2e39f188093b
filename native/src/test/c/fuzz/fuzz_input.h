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

/*
 * Moves the first byte of each of the `count` first frames as the dataplane does: a tag pushed or popped, a tunnel's
 * header taken off; or writes anything into a descriptor, as it never should.
 */
void fuzz_move(struct fuzz_input *in, uint8_t *slab, int count);

/* At most BURST_CAPACITY frames in any order, some more than once, some that are not there; the list's length. */
uint32_t fuzz_list(struct fuzz_input *in, int32_t *list);

/* Requires that a send of `length` frames came to its end or was refused. */
void fuzz_require_sent(struct burst_sent sent, uint32_t length);

#endif
