#define _GNU_SOURCE
#include "vhost_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr aligned;
	uint8_t bytes[CMSG_SPACE(VHOST_FDS * sizeof(int))];
};

static void close_all(const int *fds, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		close(fds[i]);
}

static uint32_t take_descriptors(struct msghdr *m, int *fds)
{
	uint32_t count = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		size_t bytes = c->cmsg_len - CMSG_LEN(0);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		memcpy(fds + count, CMSG_DATA(c), bytes); /* the control buffer has no room for more than VHOST_FDS */
		count += (uint32_t)(bytes / sizeof(int));
	}
	return count;
}

int32_t vhost_socket_receive(int socket, void *to, size_t length, int fds[VHOST_FDS], uint32_t *count)
{
	union control control;
	struct iovec bytes = { to, length };
	struct msghdr m = { .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	ssize_t n;

	*count = 0;
	do {
		n = recvmsg(socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	*count = take_descriptors(&m, fds);
	if (!(m.msg_flags & MSG_CTRUNC))
		return (int32_t)n;
	close_all(fds, *count);
	*count = 0;
	return -EMSGSIZE;
}

int vhost_socket_send(int socket, const void *from, size_t length, int fd)
{
	union control control = { 0 };
	struct iovec bytes = { (void *)(uintptr_t)from, length };
	struct msghdr m = { .msg_iov = &bytes, .msg_iovlen = 1 };
	ssize_t n;

	if (fd >= 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(sizeof(fd));
		control.aligned = (struct cmsghdr){ CMSG_LEN(sizeof(fd)), SOL_SOCKET, SCM_RIGHTS };
		memcpy(CMSG_DATA(&control.aligned), &fd, sizeof(fd));
	}
	do {
		n = sendmsg(socket, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return (size_t)n == length ? 0 : EAGAIN;
}

int vhost_memory_file(uint64_t size)
{
	int fd = memfd_create("taplane-inflight", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
		return fd;
	error = errno;
	close(fd);
	return -error;
}
