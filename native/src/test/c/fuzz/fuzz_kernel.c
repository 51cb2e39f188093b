#define _GNU_SOURCE
#include "fuzz_kernel.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sanitizer/asan_interface.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#define WHOLE 0xffff

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __real_write(int fd, const void *buffer, size_t size);
ssize_t __real_writev(int fd, const struct iovec *parts, int count);
ssize_t __wrap_read(int fd, void *buffer, size_t size);
ssize_t __wrap_write(int fd, const void *buffer, size_t size);
ssize_t __wrap_writev(int fd, const struct iovec *parts, int count);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout);

static struct fuzz_input *input;
static struct fuzz_delivery deliveries[BURST_CAPACITY];
static uint32_t delivered;
static uint32_t lost;

void fuzz_kernel_start(struct fuzz_input *in)
{
	input = in;
	delivered = 0;
	lost = 0;
}

int fuzz_receive(struct fuzz_input *in, uint8_t *slab, fuzz_receiver *receive)
{
	struct burst_area area = fuzz_area(in, slab);
	uint32_t from = area.cursor;
	struct burst_received received;
	uint8_t max;

	fuzz_kernel_start(in);
	max = fuzz_u8(in) % (BURST_CAPACITY + 1);
	received = receive(FUZZ_FD, &area, max);
	fuzz_require_frames(&area, from, received.frames);
	fuzz_require(received.frames == delivered, "every frame that came is told");
	fuzz_require(received.lost == lost, "and how many could not be handed over");
	fuzz_require(received.frames + received.lost <= max, "no more was tried than wanted");
	return received.frames;
}

uint32_t fuzz_deliveries(void)
{
	return delivered;
}

const struct fuzz_delivery *fuzz_delivery(uint32_t number)
{
	return &deliveries[number];
}

/* How many of the `length` bytes from `offset` on are in the head. */
static size_t in_head(size_t offset, size_t length)
{
	size_t left = offset < FUZZ_HEAD ? FUZZ_HEAD - offset : 0;

	return length < left ? length : left;
}

static void copy_bytes(const struct fuzz_delivery *d, size_t offset, uint8_t *to, size_t length)
{
	size_t head = in_head(offset, length);

	memcpy(to, d->head + (head ? offset : 0), head);
	memset(to + head, FUZZ_REST, length - head);
}

void fuzz_require_bytes(const struct fuzz_delivery *d, size_t offset, const uint8_t *bytes, size_t length)
{
	size_t head = in_head(offset, length);
	const uint8_t *rest = bytes + head;
	size_t more = length - head;

	fuzz_require(memcmp(bytes, d->head + (head ? offset : 0), head) == 0, "the bytes that were received");
	fuzz_require(more == 0 || (rest[0] == FUZZ_REST && memcmp(rest, rest + 1, more - 1) == 0), "and the rest");
}

/* Whether the call is to fail, with errno set. */
static int fails(void)
{
	static const int errors[] = { EINTR, EAGAIN, EIO, ENETDOWN, ENOBUFS, EMSGSIZE, EINVAL, EBADFD };
	uint8_t choice = fuzz_u8(input);

	errno = errors[choice % (sizeof(errors) / sizeof(*errors))];
	return choice >= 0xe0;
}

/* The same for a call that receives; behind the input's end there is nothing to receive. */
static int gives_nothing(void)
{
	if (fuzz_has_more(input)) {
		if (!fails())
			return 0;
		lost += errno == EINVAL || errno == EFAULT;
		return 1;
	}
	errno = EAGAIN;
	return 1;
}

/* A message of any length; what the buffers cannot take is cut off, as of any datagram. */
static struct fuzz_delivery *deliver(const struct iovec *parts, size_t count)
{
	struct fuzz_delivery *d = &deliveries[delivered++];
	size_t length = fuzz_u16(input);

	memset(d, 0, sizeof(*d));
	memset(d->head, FUZZ_REST, sizeof(d->head));
	fuzz_bytes(input, d->head, fuzz_u8(input) % (FUZZ_HEAD + 1));
	for (size_t i = 0; i < count; i++) {
		size_t left = length == WHOLE ? SIZE_MAX : length - d->length;
		size_t taken = left < parts[i].iov_len ? left : parts[i].iov_len;

		copy_bytes(d, d->length, parts[i].iov_base, taken);
		d->length += taken;
	}
	return d;
}

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	struct iovec whole = { buffer, size };

	if (fd != FUZZ_FD)
		return __real_read(fd, buffer, size);
	return gives_nothing() ? -1 : (ssize_t)deliver(&whole, 1)->length;
}

/* Like the kernel, cuts off what does not fit; tells how much of the data is there. */
static size_t put_control(struct msghdr *message, size_t *used, int level, int type, const void *data, size_t length)
{
	size_t room = message->msg_controllen - *used;
	struct cmsghdr *c = (struct cmsghdr *)((char *)message->msg_control + *used);
	size_t taken = CMSG_LEN(length) < room ? CMSG_LEN(length) : room;

	if (room < sizeof(*c))
		return 0;
	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = taken;
	memcpy(CMSG_DATA(c), data, taken - CMSG_LEN(0));
	*used += CMSG_SPACE(length) < room ? CMSG_SPACE(length) : room;
	return taken - CMSG_LEN(0);
}

static void put_any_control(struct msghdr *message, size_t *used, struct fuzz_delivery *d)
{
	uint8_t data[64];
	struct tpacket_auxdata auxdata;

	fuzz_bytes(input, data, sizeof(auxdata));
	memcpy(&auxdata, data, sizeof(auxdata));
	switch (fuzz_u8(input) % 5) {
	case 0:
		if (put_control(message, used, SOL_PACKET, PACKET_AUXDATA, data, sizeof(auxdata)) == sizeof(auxdata) &&
		    !d->has_auxdata) {
			d->has_auxdata = 1;
			d->auxdata = auxdata;
		}
		break;
	case 1:
		put_control(message, used, IPPROTO_IP, IP_TOS, data, 1);
		break;
	case 2:
		put_control(message, used, IPPROTO_IPV6, IPV6_TCLASS, data, sizeof(int));
		break;
	case 4:
		put_control(message, used, IPPROTO_UDP, UDP_GRO, data, sizeof(int));
		break;
	default:
		put_control(message, used, SOL_SOCKET, SO_TIMESTAMP, data, data[0] % sizeof(auxdata));
	}
}

static void put_name(struct msghdr *message)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	int is_v6 = fuzz_u8(input) & 1;
	socklen_t length = is_v6 ? sizeof(v6) : sizeof(v4);

	v4.sin_port = v6.sin6_port = fuzz_u16(input);
	fuzz_bytes(input, &v6.sin6_addr, is_v6 ? sizeof(v6.sin6_addr) : 0);
	fuzz_bytes(input, &v4.sin_addr, is_v6 ? 0 : sizeof(v4.sin_addr));
	memcpy(message->msg_name, is_v6 ? (void *)&v6 : (void *)&v4,
	       length < message->msg_namelen ? length : message->msg_namelen);
	message->msg_namelen = length;
}

static ssize_t deliver_message(struct msghdr *message)
{
	size_t used = 0;
	struct fuzz_delivery *d = deliver(message->msg_iov, message->msg_iovlen);

	if (message->msg_name != NULL)
		put_name(message);
	for (uint8_t more = fuzz_u8(input) % 4; more > 0; more--)
		put_any_control(message, &used, d);
	message->msg_controllen = used;
	return (ssize_t)d->length;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
	(void)flags;
	fuzz_require(fd == FUZZ_FD, "the socket that was given");
	return gives_nothing() ? -1 : deliver_message(message);
}

/* What goes wrong behind the first message is told by the next call. */
int __wrap_recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout)
{
	unsigned int taken = 0;

	(void)flags;
	(void)timeout;
	fuzz_require(fd == FUZZ_FD, "the socket that was given");
	fuzz_require(count > 0, "the kernel is not called for nothing");
	if (gives_nothing())
		return -1;
	do
		messages[taken].msg_len = (unsigned int)deliver_message(&messages[taken].msg_hdr);
	while (++taken < count && fuzz_has_more(input) && fuzz_u8(input) < 0xe0);
	return (int)taken;
}

static void require_readable(const void *start, size_t length)
{
	fuzz_require(length == 0 || __asan_region_is_poisoned((void *)start, length) == NULL, "all of it is memory");
}

ssize_t __wrap_write(int fd, const void *buffer, size_t size)
{
	if (fd != FUZZ_FD)
		return __real_write(fd, buffer, size);
	require_readable(buffer, size);
	return fails() ? -1 : (ssize_t)size;
}

static size_t require_parts(const struct iovec *parts, size_t count)
{
	size_t size = 0;

	fuzz_require(count <= UIO_MAXIOV, "the kernel takes as many pieces");
	for (size_t i = 0; i < count; i++) {
		require_readable(parts[i].iov_base, parts[i].iov_len);
		size += parts[i].iov_len;
	}
	return size;
}

ssize_t __wrap_writev(int fd, const struct iovec *parts, int count)
{
	size_t size;

	if (fd != FUZZ_FD)
		return __real_writev(fd, parts, count);
	size = require_parts(parts, (size_t)count);
	return fails() ? -1 : (ssize_t)size;
}

static void require_name(const struct msghdr *message)
{
	const struct sockaddr *name = message->msg_name;

	if (name != NULL)
		fuzz_require((name->sa_family == AF_INET && message->msg_namelen == sizeof(struct sockaddr_in)) ||
				     (name->sa_family == AF_INET6 && message->msg_namelen == sizeof(struct sockaddr_in6)),
			     "an address is as long as its family has it");
}

static void require_message(struct msghdr *message)
{
	require_parts(message->msg_iov, message->msg_iovlen);
	require_name(message);
	require_readable(message->msg_control, message->msg_controllen);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c))
		fuzz_require(c->cmsg_len > CMSG_LEN(0) &&
				     (char *)c + c->cmsg_len <= (char *)message->msg_control + message->msg_controllen,
			     "control messages are whole");
}

int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
{
	(void)flags;
	fuzz_require(fd == FUZZ_FD, "a socket that was given");
	fuzz_require(count > 0, "the kernel is not called for nothing");
	for (unsigned int i = 0; i < count; i++)
		require_message(&messages[i].msg_hdr);
	if (fails())
		return -1;
	return 1 + (int)(fuzz_u8(input) % count);
}
