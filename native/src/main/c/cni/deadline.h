/* Points in time, and reading up to one. */
#ifndef TAPLANE_CNI_DEADLINE_H
#define TAPLANE_CNI_DEADLINE_H

#include <poll.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/* So many seconds from now. */
struct timespec deadline_in(long seconds);

/* Waits for events of a descriptor: 1, or 0 when the time is over. */
int deadline_wait(int fd, short events, struct timespec deadline);

/* Does nothing for so many milliseconds: 1, or 0 when the time is over before. */
int deadline_pause(int milliseconds, struct timespec deadline);

/*
 * Reads to the end, at most `max` bytes, into a block of one byte more that the caller frees, also after an error. The
 * length; or -1 with errno ETIMEDOUT, EMSGSIZE or the system's.
 */
ssize_t deadline_read(int fd, char **block, size_t max, struct timespec deadline);

#endif
