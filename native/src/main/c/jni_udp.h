/* How tables of datagrams cross from Java. */
#ifndef TAPLANE_JNI_UDP_H
#define TAPLANE_JNI_UDP_H

#include "burst_udp.h"

#include <jni.h>

#define JNI_UDP_TABLE (UDP_MESSAGES * sizeof(struct udp_message) + UDP_PIECES * sizeof(struct udp_piece))

static inline int jni_is_batch(jint table_size, jint messages)
{
	return messages >= 0 && messages <= UDP_MESSAGES && (size_t)table_size >= JNI_UDP_TABLE;
}

static inline struct udp_batch jni_batch(jlong table, jint table_size, jint messages, jlong frames, jint frames_size)
{
	uint8_t *start = (uint8_t *)(intptr_t)table;

	return (struct udp_batch){
		.messages = (struct udp_message *)start,
		.count = (uint32_t)messages,
		.pieces = (struct udp_piece *)(start + UDP_MESSAGES * sizeof(struct udp_message)),
		.areas = {
			[UDP_FRAMES] = { (uint8_t *)(intptr_t)frames, (size_t)frames_size },
			[UDP_HEADERS] = { start, (size_t)table_size },
		},
	};
}

#endif
