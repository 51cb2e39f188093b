/* What the small programs here share: an error ends them with one line on stderr, exit code 1. */
#ifndef TAPLANE_BENCH_PROGRAM_H
#define TAPLANE_BENCH_PROGRAM_H

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define NANOS_PER_SECOND UINT64_C(1000000000)

/* A whole decimal number from 1 to max; anything else ends the program with code 2. */
static inline uint64_t parse_number(const char *name, const char *text, uint64_t max)
{
	char *end;
	errno = 0;
	uint64_t value = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || value < 1 || value > max)
		errx(2, "%s is '%s'; expected a number from 1 to %" PRIu64, name, text, max);
	return value;
}

/* A system call's result; a negative one ends the program with the call's name and the reason. */
static inline int checked(int result, const char *call)
{
	if (result < 0)
		err(1, "%s", call);
	return result;
}

static inline uint64_t monotonic_nanos(void)
{
	struct timespec now;
	checked(clock_gettime(CLOCK_MONOTONIC, &now), "clock_gettime");
	return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

#endif
