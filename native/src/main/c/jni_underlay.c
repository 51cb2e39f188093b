#include "burst_underlay.h"
#include "jni_burst.h"
#include "jni_udp.h"
#include "org_taplane_nativeio_UnderlayIo.h"

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_UnderlayIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
								    jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_underlay_receive, fd, slab, start, end, max);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UnderlayIo_send(JNIEnv *env, jclass class, jint fd, jlong table,
								 jint table_size, jint messages, jlong frames,
								 jint frames_size, jlong headers, jint stride,
								 jint header_length)
{
	struct udp_batch batch = jni_batch(table, table_size, messages, frames, frames_size);
	struct underlay_headers before = { (uint8_t *)(intptr_t)headers, (uint32_t)stride, (uint32_t)header_length };

	(void)env;
	(void)class;
	if (!jni_is_batch(table_size, messages))
		return -1;
	return (jint)burst_underlay_send(fd, &batch, before);
}
