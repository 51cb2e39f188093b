#include "burst_udp.h"
#include "jni_burst.h"
#include "org_taplane_nativeio_UdpIo.h"

#include <arpa/inet.h>

#define TABLE (UDP_MESSAGES * sizeof(struct udp_message) + UDP_PIECES * sizeof(struct udp_piece))

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UdpIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
							       jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_udp_receive, fd, slab, start, end, max);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UdpIo_send(JNIEnv *env, jclass class, jintArray sockets, jint port,
							    jlong table, jint table_size, jint messages, jlong frames,
							    jint frames_size)
{
	uint8_t *start = (uint8_t *)(intptr_t)table;
	struct udp_batch batch = {
		.messages = (struct udp_message *)start,
		.count = (uint32_t)messages,
		.pieces = (struct udp_piece *)(start + UDP_MESSAGES * sizeof(struct udp_message)),
		.port = htons((uint16_t)port),
		.areas = {
			[UDP_FRAMES] = { (uint8_t *)(intptr_t)frames, (size_t)frames_size },
			[UDP_HEADERS] = { start, (size_t)table_size },
		},
	};
	jint fds[UDP_SOCKETS];
	jsize count = (*env)->GetArrayLength(env, sockets);

	(void)class;
	if (count > UDP_SOCKETS || messages < 0 || messages > UDP_MESSAGES || (size_t)table_size < TABLE)
		return -1;
	(*env)->GetIntArrayRegion(env, sockets, 0, count, fds);
	return (jint)burst_udp_send(&batch, fds, (uint32_t)count);
}
