/* RFC 1071 over an IPv4 header without options whose checksum field is zero. */
#ifndef TAPLANE_BENCH_IP_CHECKSUM_H
#define TAPLANE_BENCH_IP_CHECKSUM_H

#include <stdint.h>
#include <string.h>

enum { IP_HEADER_BYTES = 20 };

static inline uint16_t ip_checksum(const void *ip)
{
	uint16_t words[IP_HEADER_BYTES / 2];
	uint32_t sum = 0;
	memcpy(words, ip, sizeof words);
	for (unsigned i = 0; i < IP_HEADER_BYTES / 2; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~(sum + (sum >> 16));
}

#endif
