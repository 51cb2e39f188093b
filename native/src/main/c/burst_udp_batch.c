#include "burst_udp.h"

#include <errno.h>

int udp_parts(const struct udp_batch *b, const struct udp_message *m, struct iovec *parts)
{
	for (uint32_t i = 0; i < m->count; i++) {
		const struct udp_piece *p = b->pieces + m->first + i;

		if (p->area >= UDP_AREAS || p->offset > b->areas[p->area].size ||
		    p->length > b->areas[p->area].size - p->offset)
			return EFAULT;
		parts[i] = (struct iovec){ b->areas[p->area].start + p->offset, p->length };
	}
	return 0;
}

uint32_t udp_refused(const struct udp_batch *b)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < b->count; i++)
		count += b->messages[i].error != 0;
	return count;
}
