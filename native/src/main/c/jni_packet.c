#include "jni_burst.h"
#include "org_taplane_nativeio_PacketIo.h"

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_PacketIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
							       jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_packet_receive, fd, slab, start, end, max);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_PacketIo_send(JNIEnv *env, jclass class, jint fd, jlong slab,
							     jint size, jintArray frames, jint from, jint to)
{
	(void)class;
	return jni_send(burst_packet_send, env, fd, slab, size, frames, from, to);
}
