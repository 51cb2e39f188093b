/*
 * The frame that the generator sends and the sink counts: 60 bytes, the shortest Ethernet frame
 * without its check sequence, or more with zeros behind. Its ethertype is one that no protocol
 * claims, so that the stations' own stacks ignore it; or IPv4, to addresses that nobody has, where
 * the kernel shall tell flows apart.
 */
#ifndef TAPLANE_BENCH_TEST_FRAME_H
#define TAPLANE_BENCH_TEST_FRAME_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <stdint.h>

/* IEEE 802 local experimental ethertype 1 (IEEE 802, section 9.2.3). */
#define TEST_ETHERTYPE 0x88b5
#define TEST_MAGIC UINT64_C(0x7461706c616e6521)

struct test_frame {
	struct ethhdr ethernet;
	/* Zero in a frame that is not IPv4. */
	struct iphdr ip;
	uint64_t magic;
	/* Tells the frames of one run from late ones of the run before. */
	uint64_t run;
	/* Big-endian, from 1. */
	uint64_t sequence;
	uint8_t padding[2];
} __attribute__((packed));

_Static_assert(sizeof(struct test_frame) == ETH_ZLEN, "the shortest Ethernet frame");

#endif
