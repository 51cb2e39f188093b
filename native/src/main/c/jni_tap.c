#include "jni_burst.h"
#include "org_taplane_nativeio_TapIo.h"

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_TapIo_receive(JNIEnv *env, jclass class, jint fd, jlong slab,
							       jint start, jint end, jint max)
{
	(void)env;
	(void)class;
	return jni_receive(burst_tap_receive, fd, slab, start, end, max);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_TapIo_send(JNIEnv *env, jclass class, jint fd, jlong slab,
							     jint size, jlong trains, jintArray entries, jint from,
							     jint to)
{
	struct burst_slab whole = { (uint8_t *)(intptr_t)slab, (size_t)size };
	jint list[BURST_CAPACITY];
	jint count = jni_list(env, entries, from, to, list);

	(void)class;
	if (count < 0)
		return 0;
	return jni_result(
		burst_tap_send(fd, whole, (const struct train *)(intptr_t)trains, list, (uint32_t)count));
}
