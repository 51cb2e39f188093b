/* RFC 1071: the Internet checksum. Sums are of 16-bit words in memory order, not yet folded. */
#ifndef TAPLANE_BENCH_CHECKSUM_H
#define TAPLANE_BENCH_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { IP_HEADER_BYTES = 20 };

static inline uint64_t add_bytes(uint64_t sum, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	uint32_t word = 0;
	for (; length >= sizeof word; at += sizeof word, length -= sizeof word) {
		memcpy(&word, at, sizeof word);
		sum += word;
	}
	word = 0;
	memcpy(&word, at, length);
	return sum + word;
}

static inline uint16_t fold_sum(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* Of an IPv4 header without options whose checksum field is zero. */
static inline uint16_t ip_checksum(const void *ip)
{
	return (uint16_t)~fold_sum(add_bytes(0, ip, IP_HEADER_BYTES));
}

#endif
