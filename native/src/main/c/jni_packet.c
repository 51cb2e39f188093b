#include "jni_burst.h"
#include "org_taplane_nativeio_PacketIo.h"

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_PacketIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
							       jint start, jint end, jint max)
{
	struct burst_area area = { (uint8_t *)(intptr_t)slab, (uint32_t)start, (uint32_t)end, BURST_JUMBO };

	(void)env;
	(void)class;
	return jni_received(burst_packet_receive(fd, &area, max > BURST_CAPACITY ? BURST_CAPACITY : (uint32_t)max));
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_PacketIo_send(JNIEnv *env, jclass class, jint fd, jlong slab,
							     jint size, jintArray frames, jint from, jint to)
{
	struct burst_slab whole = { (uint8_t *)(intptr_t)slab, (size_t)size };
	jint list[BURST_CAPACITY];
	jint count = jni_list(env, frames, from, to, list);

	(void)class;
	if (count < 0)
		return 0;
	return jni_result(burst_packet_send(fd, whole, list, (uint32_t)count));
}
