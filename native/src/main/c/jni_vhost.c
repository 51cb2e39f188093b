#include "burst_vhost.h"
#include "jni_burst.h"
#include "jni_udp.h"
#include "org_taplane_nativeio_VhostIo.h"
#include "vhost_socket.h"

_Static_assert(sizeof(struct vhost_queue) <= org_taplane_nativeio_VhostIo_QUEUE, "as VhostIo.java");
_Static_assert(sizeof(struct vhost_memory) <= org_taplane_nativeio_VhostIo_MEMORY, "as VhostIo.java");
_Static_assert(sizeof(struct vhost_ring) == org_taplane_nativeio_VhostIo_RING, "as VhostIo.java");
_Static_assert(VHOST_RING_MAX == org_taplane_nativeio_VhostIo_RING_MAX, "as VhostIo.java");
_Static_assert(VHOST_REGIONS == org_taplane_nativeio_VhostIo_REGIONS, "as VhostIo.java");
_Static_assert(VHOST_FDS == org_taplane_nativeio_VhostIo_FDS, "as VhostIo.java");
_Static_assert(VHOST_STOPPED == org_taplane_nativeio_VhostIo_STOPPED, "as VhostIo.java");
_Static_assert(VHOST_MEMORY_GONE == org_taplane_nativeio_VhostIo_MEMORY_GONE, "as VhostIo.java");
_Static_assert(VHOST_GUEST_USO == org_taplane_nativeio_VhostIo_GUEST_USO, "as VhostIo.java");

static struct vhost_queue *queue_at(jlong address)
{
	return (struct vhost_queue *)(intptr_t)address;
}

static struct vhost_memory *memory_at(jlong address)
{
	return (struct vhost_memory *)(intptr_t)address;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_guard(JNIEnv *env, jclass class)
{
	(void)env;
	(void)class;
	return vhost_guard_install();
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_map(JNIEnv *env, jclass class, jlong memory, jint fd,
							     jlong guest, jlong user, jlong size, jlong offset)
{
	(void)env;
	(void)class;
	return vhost_memory_add(memory_at(memory), fd, (uint64_t)guest, (uint64_t)user, (uint64_t)size,
				(uint64_t)offset);
}

JNIEXPORT void JNICALL Java_org_taplane_nativeio_VhostIo_unmap(JNIEnv *env, jclass class, jlong memory)
{
	(void)env;
	(void)class;
	vhost_memory_clear(memory_at(memory));
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_start(JNIEnv *env, jclass class, jlong queue, jlong memory,
							       jlong ring)
{
	(void)env;
	(void)class;
	return (jint)vhost_start(queue_at(queue), memory_at(memory), (const struct vhost_ring *)(intptr_t)ring);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_stop(JNIEnv *env, jclass class, jlong queue)
{
	(void)env;
	(void)class;
	return vhost_stop(queue_at(queue));
}

JNIEXPORT void JNICALL Java_org_taplane_nativeio_VhostIo_setCall(JNIEnv *env, jclass class, jlong queue, jint call)
{
	(void)env;
	(void)class;
	vhost_set_call(queue_at(queue), call);
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_VhostIo_receive(JNIEnv *env, jclass class, jlong queue, jlong slab,
								 jint start, jint end, jint max)
{
	struct burst_area area = { (uint8_t *)(intptr_t)slab, (uint32_t)start, (uint32_t)end, 0 };

	(void)env;
	(void)class;
	return jni_received(vhost_receive(queue_at(queue), &area, max > BURST_CAPACITY ? BURST_CAPACITY : (uint32_t)max));
}

JNIEXPORT jboolean JNICALL Java_org_taplane_nativeio_VhostIo_listen(JNIEnv *env, jclass class, jlong queue, jint kick)
{
	(void)env;
	(void)class;
	return vhost_listen(queue_at(queue), kick) ? JNI_TRUE : JNI_FALSE;
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_VhostIo_send(JNIEnv *env, jclass class, jlong queue, jlong slab,
							      jint size, jlong trains, jintArray entries, jint from,
							      jint to)
{
	struct burst_slab whole = { (uint8_t *)(intptr_t)slab, (size_t)size };
	jint list[BURST_CAPACITY];
	jint count = jni_list(env, entries, from, to, list);

	(void)class;
	if (count < 0)
		return 0;
	return jni_result(vhost_send(queue_at(queue), whole, (const struct train *)(intptr_t)trains, list,
				     (uint32_t)count));
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_sendPieces(JNIEnv *env, jclass class, jlong queue, jlong table,
								    jint table_size, jint messages, jlong frames,
								    jint frames_size)
{
	struct udp_batch batch = jni_batch(table, table_size, messages, frames, frames_size);

	(void)env;
	(void)class;
	return jni_is_batch(table_size, messages) ? (jint)vhost_send_pieces(queue_at(queue), &batch) : -1;
}

JNIEXPORT jlong JNICALL Java_org_taplane_nativeio_VhostIo_read(JNIEnv *env, jclass class, jint socket, jlong to,
							      jint length, jintArray fds)
{
	int taken[VHOST_FDS];
	uint32_t count;
	int32_t bytes = vhost_socket_receive(socket, (void *)(intptr_t)to, (size_t)length, taken, &count);

	(void)class;
	(*env)->SetIntArrayRegion(env, fds, 0, (jsize)count, taken);
	return (jlong)count << 32 | (uint32_t)bytes;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_write(JNIEnv *env, jclass class, jint socket, jlong from,
							      jint length, jint fd)
{
	(void)env;
	(void)class;
	return vhost_socket_send(socket, (const void *)(intptr_t)from, (size_t)length, fd);
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_VhostIo_memoryFile(JNIEnv *env, jclass class, jlong size)
{
	(void)env;
	(void)class;
	return vhost_memory_file((uint64_t)size);
}
