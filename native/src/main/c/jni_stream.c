#include "burst_stream.h"
#include "jni_burst.h"
#include "jni_udp.h"
#include "org_taplane_nativeio_StreamIo.h"

static struct stream_output *output(jlong address)
{
	return (struct stream_output *)(intptr_t)address;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_StreamIo_fill(JNIEnv *env, jclass class, jint fd, jlong input)
{
	(void)env;
	(void)class;
	return stream_fill(fd, (struct stream_input *)(intptr_t)input);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_StreamIo_cut(JNIEnv *env, jclass class, jlong input, jlong slab,
							       jint start, jint end, jint max)
{
	struct burst_area area = { (uint8_t *)(intptr_t)slab, (uint32_t)start, (uint32_t)end, 0 };

	(void)env;
	(void)class;
	return jni_received(stream_cut((struct stream_input *)(intptr_t)input, &area,
				       max > BURST_CAPACITY ? BURST_CAPACITY : (uint32_t)max));
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_StreamIo_send(JNIEnv *env, jclass class, jint fd, jlong table,
							       jint table_size, jint messages, jlong frames,
							       jint frames_size, jlong out)
{
	struct udp_batch batch = jni_batch(table, table_size, messages, frames, frames_size);

	(void)env;
	(void)class;
	return jni_is_batch(table_size, messages) ? (jint)stream_send(fd, &batch, output(out)) : -1;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_StreamIo_flush(JNIEnv *env, jclass class, jint fd, jlong out)
{
	(void)env;
	(void)class;
	return stream_flush(fd, output(out));
}
