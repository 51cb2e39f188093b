#include "burst_dgram.h"
#include "jni_burst.h"
#include "jni_udp.h"
#include "org_taplane_nativeio_DgramIo.h"

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_DgramIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
								 jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_dgram_receive, fd, slab, start, end, max);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_DgramIo_send(JNIEnv *env, jclass class, jint fd, jlong table,
							      jint table_size, jint messages, jlong frames,
							      jint frames_size, jlong name, jint name_length)
{
	struct udp_batch batch = jni_batch(table, table_size, messages, frames, frames_size);

	(void)env;
	(void)class;
	return jni_is_batch(table_size, messages) ?
		       (jint)burst_dgram_send(fd, &batch, (const void *)(intptr_t)name, (uint32_t)name_length) :
		       -1;
}
