/*
 * The kernel as the fuzz targets see it: they are linked with --wrap for the system calls that bursts make, and the
 * input says what each call on FUZZ_FD returns, which bytes, names and control messages it brings, in the forms that
 * the kernel has for them (net/core/scm.c, put_cmsg). What is sent has to be readable and well-formed.
 */
#ifndef TAPLANE_FUZZ_KERNEL_H
#define TAPLANE_FUZZ_KERNEL_H

#include "fuzz_input.h"

#include <linux/if_packet.h>

#define FUZZ_FD 77
#define FUZZ_HEAD 96

/* A message that was received: its length as the reader was told and its first bytes; behind them all are FUZZ_REST. */
struct fuzz_delivery {
	size_t length;
	uint8_t head[FUZZ_HEAD];
	int has_auxdata;
	struct tpacket_auxdata auxdata;
};

#define FUZZ_REST 0x5c

/* From now on `in` says what happens. */
void fuzz_kernel_start(struct fuzz_input *in);

typedef struct burst_received fuzz_receiver(int fd, struct burst_area *area, uint32_t max);

/*
 * Lets `receive` fill a fresh slab, as `in` wants it; the number of frames, which keep what every receiver promises. What
 * came and what was lost is all that was tried for, and an error ends the burst.
 */
int fuzz_receive(struct fuzz_input *in, uint8_t *slab, fuzz_receiver *receive);

uint32_t fuzz_deliveries(void);
const struct fuzz_delivery *fuzz_delivery(uint32_t number);

/* Requires that the `length` bytes at `bytes` are those of the message from `offset` on. */
void fuzz_require_bytes(const struct fuzz_delivery *d, size_t offset, const uint8_t *bytes, size_t length);

#endif
