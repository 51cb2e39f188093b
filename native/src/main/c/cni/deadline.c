#define _GNU_SOURCE
#include "deadline.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_BLOCK 16384

struct timespec deadline_in(long seconds)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += seconds;
	return at;
}

static int milliseconds_to(struct timespec deadline)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (deadline.tv_sec - now.tv_sec) * 1000LL + (deadline.tv_nsec - now.tv_nsec) / 1000000;
	return left < 0 ? 0 : (int)left;
}

int deadline_wait(int fd, short events, struct timespec deadline)
{
	struct pollfd waiting = { .fd = fd, .events = events };
	int ready;

	do {
		ready = poll(&waiting, 1, milliseconds_to(deadline));
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

int deadline_pause(int milliseconds, struct timespec deadline)
{
	int left = milliseconds_to(deadline);

	poll(NULL, 0, left < milliseconds ? left : milliseconds);
	return left > milliseconds;
}

static ssize_t read_some(int fd, char *to, size_t max, struct timespec deadline)
{
	ssize_t n;

	do {
		if (!deadline_wait(fd, POLLIN, deadline)) {
			errno = ETIMEDOUT;
			return -1;
		}
		n = read(fd, to, max);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}

ssize_t deadline_read(int fd, char **block, size_t max, struct timespec deadline)
{
	size_t room = 0;
	size_t length = 0;

	*block = NULL;
	for (;;) {
		ssize_t n;

		if (length == room) {
			char *more;

			room = room == 0 ? FIRST_BLOCK : 2 * room;
			more = realloc(*block, room + 1);
			if (more == NULL)
				return -1;
			*block = more;
		}
		n = read_some(fd, *block + length, room - length, deadline);
		if (n <= 0)
			return n < 0 ? -1 : (ssize_t)length;
		length += (size_t)n;
		if (length > max) {
			errno = EMSGSIZE;
			return -1;
		}
	}
}
