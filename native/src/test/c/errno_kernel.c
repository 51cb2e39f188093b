#define _GNU_SOURCE
#include "errno_kernel.h"

#include <errno.h>
#include <linux/virtio_net.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __real_write(int fd, const void *buffer, size_t size);
ssize_t __real_writev(int fd, const struct iovec *parts, int count);
ssize_t __wrap_read(int fd, void *buffer, size_t size);
ssize_t __wrap_write(int fd, const void *buffer, size_t size);
ssize_t __wrap_writev(int fd, const struct iovec *parts, int count);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout);

static struct script script;
static uint32_t calls;
static uint8_t marks[MOST_ANSWERS];
static uint32_t sent;

void kernel_start(struct script next)
{
	script = next;
	calls = 0;
	sent = 0;
}

uint32_t kernel_calls(void)
{
	return calls;
}

uint32_t kernel_sent(void)
{
	return sent;
}

uint8_t kernel_sent_mark(uint32_t number)
{
	return marks[number];
}

/* 0, or -1 with errno set. */
static int answer(void)
{
	errno = calls < script.count ? script.answers[calls] : script.afterwards;
	calls++;
	return errno ? -1 : 0;
}

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	if (fd != TEST_FD)
		return __real_read(fd, buffer, size);
	if (answer())
		return -1;
	memset(buffer, 0, MESSAGE);
	return MESSAGE;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
	(void)fd;
	(void)flags;
	if (answer())
		return -1;
	message->msg_controllen = 0;
	if (message->msg_name != NULL)
		memset(message->msg_name, 0, message->msg_namelen);
	for (size_t i = 0; i < message->msg_iovlen; i++)
		memset(message->msg_iov[i].iov_base, 0,
		       message->msg_iov[i].iov_len < MESSAGE ? message->msg_iov[i].iov_len : MESSAGE);
	return MESSAGE;
}

/* As the kernel does: an error behind the first message is told by the next call. */
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout)
{
	unsigned int taken = 0;

	(void)timeout;
	for (ssize_t n; taken < count && (n = __wrap_recvmsg(fd, &messages[taken].msg_hdr, flags)) >= 0; taken++)
		messages[taken].msg_len = (unsigned int)n;
	if (taken > 0 && taken < count && errno != EAGAIN)
		calls--;
	return taken > 0 ? (int)taken : -1;
}

static void note(const uint8_t *first)
{
	marks[sent++] = *first;
}

ssize_t __wrap_write(int fd, const void *buffer, size_t size)
{
	if (fd != TEST_FD)
		return __real_write(fd, buffer, size);
	if (answer())
		return -1;
	note((const uint8_t *)buffer + sizeof(struct virtio_net_hdr));
	return (ssize_t)size;
}

ssize_t __wrap_writev(int fd, const struct iovec *parts, int count)
{
	if (fd != TEST_FD)
		return __real_writev(fd, parts, count);
	if (answer())
		return -1;
	note(parts[1].iov_base);
	return 1;
}

/* As the kernel does: an error is told of the first message only, and otherwise ends the call before the message. */
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
{
	unsigned int taken = 0;

	(void)fd;
	(void)flags;
	while (taken < count && answer() == 0)
		note(messages[taken++].msg_hdr.msg_iov[1].iov_base);
	if (taken > 0 && taken < count)
		calls--;
	return taken > 0 ? (int)taken : -1;
}
