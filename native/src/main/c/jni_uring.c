#include "burst_uring.h"
#include "jni_burst.h"
#include "org_taplane_nativeio_UringIo.h"

_Static_assert(sizeof(struct burst_uring) <= org_taplane_nativeio_UringIo_READER, "as UringIo.java");

static struct burst_uring *reader_at(jlong address)
{
	return (struct burst_uring *)(intptr_t)address;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UringIo_probe(JNIEnv *env, jclass class)
{
	(void)env;
	(void)class;
	return burst_uring_probe();
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_UringIo_open(JNIEnv *env, jclass class, jlong reader, jint device)
{
	(void)env;
	(void)class;
	return burst_uring_open(reader_at(reader), device);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_UringIo_receive(JNIEnv *env, jclass class, jlong reader, jlong slab,
								 jint start, jint end, jint max)
{
	struct burst_area area = { (uint8_t *)(intptr_t)slab, (uint32_t)start, (uint32_t)end, 0 };

	(void)env;
	(void)class;
	return jni_received(burst_uring_receive(reader_at(reader), &area,
						max > BURST_CAPACITY ? BURST_CAPACITY : (uint32_t)max));
}

JNIEXPORT void JNICALL Java_org_taplane_nativeio_UringIo_close(JNIEnv *env, jclass class, jlong reader)
{
	(void)env;
	(void)class;
	burst_uring_close(reader_at(reader));
}
