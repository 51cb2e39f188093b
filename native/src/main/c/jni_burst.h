/* What the JNI entry points share: how bursts cross from Java. */
#ifndef TAPLANE_JNI_BURST_H
#define TAPLANE_JNI_BURST_H

#include "burst.h"

#include <jni.h>

typedef struct burst_received (*burst_receive)(int fd, struct burst_area *area, uint32_t max);
typedef struct burst_sent (*burst_send)(int fd, struct burst_slab slab, const int32_t *frames, uint32_t count);

/* As ReceiveResult.java takes it apart. */
static inline jlong jni_received(struct burst_received r)
{
	return (jlong)r.error << 32 | (jlong)r.lost << 16 | (jlong)r.frames;
}

static inline jlong jni_receive(burst_receive receive, jint fd, jlong slab, jint start, jint end, jint max)
{
	struct burst_area area = { (uint8_t *)(intptr_t)slab, (uint32_t)start, (uint32_t)end, 0 };

	return jni_received(receive(fd, &area, max > BURST_CAPACITY ? BURST_CAPACITY : (uint32_t)max));
}

static inline jlong jni_result(struct burst_sent sent)
{
	return (jlong)sent.error << 32 | (jlong)sent.count;
}

/* Elements from..to of a Java list; their number, or -1 with an exception pending. */
static inline jint jni_list(JNIEnv *env, jintArray list, jint from, jint to, jint *elements)
{
	jint count = to - from > BURST_CAPACITY ? BURST_CAPACITY : to - from;

	(*env)->GetIntArrayRegion(env, list, from, count, elements);
	return (*env)->ExceptionCheck(env) ? -1 : count;
}

#endif
