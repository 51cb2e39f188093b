#include "jni_udp.h"
#include "jni_burst.h"
#include "org_taplane_nativeio_UdpIo.h"

#include <arpa/inet.h>

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_UdpIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
							       jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_udp_receive, fd, slab, start, end, max);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_UdpIo_receiveFew(JNIEnv *env, jclass class, jint fd, jlong slab,
								  jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_udp_receive_few, fd, slab, start, end, max);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UdpIo_send(JNIEnv *env, jclass class, jintArray sockets, jint port,
							    jlong table, jint table_size, jint messages, jlong frames,
							    jint frames_size)
{
	struct udp_batch batch = jni_batch(table, table_size, messages, frames, frames_size);
	jint fds[UDP_SOCKETS];
	jsize count = (*env)->GetArrayLength(env, sockets);

	(void)class;
	if (count > UDP_SOCKETS || !jni_is_batch(table_size, messages))
		return -1;
	batch.port = htons((uint16_t)port);
	(*env)->GetIntArrayRegion(env, sockets, 0, count, fds);
	return (jint)burst_udp_send(&batch, fds, (uint32_t)count);
}
