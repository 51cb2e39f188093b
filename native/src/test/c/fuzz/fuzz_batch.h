/*
 * Any table of datagrams to send. In the input:
 *
 *   u8 messages, u8 pieces
 *   a message   u8 kind, then all 48 bytes (kind 0) or u16 first, u8 count, u8 destination, u16 segment, u16 tos, u8 socket
 *   a piece     u8 kind, then all 12 bytes (kind 0) or u16 offset, u16 length; the lowest bit of kind is the area
 */
#ifndef TAPLANE_FUZZ_BATCH_H
#define TAPLANE_FUZZ_BATCH_H

#include "burst_udp.h"
#include "fuzz_input.h"

/* The batch's areas are heap blocks, guarded by AddressSanitizer. */
struct udp_batch fuzz_batch(struct fuzz_input *in);

/* Requires that every message has a result, and that so many were refused. */
void fuzz_require_settled(const struct udp_batch *batch, uint32_t refused);

void fuzz_batch_free(struct udp_batch *batch);

#endif
