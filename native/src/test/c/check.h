/* What the tests of this folder have in common: checks that are all made, and told when they do not hold. */
#ifndef TAPLANE_CHECK_H
#define TAPLANE_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static int failures;

static void check(int holds, const char *what)
{
	if (!holds) {
		printf("FAILED: %s\n", what);
		failures++;
	}
}

/* What main() returns. */
static int conclude(const char *test)
{
	printf("%s: %s\n", test, failures ? "FAILED" : "ok");
	return failures != 0;
}

/* Two ends of a channel that keeps messages apart, as a TAP queue does, with room for long ones. */
static inline void open_channel(int *ours, int *theirs)
{
	int fds[2];
	int buffer = 1 << 20;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) != 0)
		abort();
	setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	*ours = fds[0];
	*theirs = fds[1];
}

#endif
