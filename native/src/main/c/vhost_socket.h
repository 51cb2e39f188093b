/* What vhost-user needs of the kernel: descriptors that come with bytes, and memory that is shared by one. */
#ifndef TAPLANE_VHOST_SOCKET_H
#define TAPLANE_VHOST_SOCKET_H

#include <stddef.h>
#include <stdint.h>

/* Descriptors that come with one message at most: a memory table's (vhost-user, "Communication"). */
#define VHOST_FDS 8

/*
 * Reads at most `length` bytes of a stream socket, and the descriptors that come with them, which are the caller's then. The
 * bytes; 0 at the end; or a negative errno: EMSGSIZE if there are more descriptors, none of which is open any more.
 */
int32_t vhost_socket_receive(int socket, void *to, size_t length, int fds[VHOST_FDS], uint32_t *count);

/* Writes bytes, with a descriptor unless `fd` is below 0; 0, or an errno: EAGAIN if not all of them could be taken at once. */
int vhost_socket_send(int socket, const void *from, size_t length, int fd);

/* A file in memory, of zeros, that nobody can make shorter; or a negative errno. */
int vhost_memory_file(uint64_t size);

#endif
