/* The event loop of the floors: one thread, two devices, epoll, level-triggered. */
#ifndef TAPLANE_BENCH_RELAY_H
#define TAPLANE_BENCH_RELAY_H

#include "program.h"

#include <stdio.h>
#include <sys/epoll.h>

enum {
	RELAY_DEVICES = 2,
	/* Frames read from one device before the other has its turn. */
	RELAY_BURST = 64,
};

/* Reads one frame from devices[from] and writes it to the other; 0 when there is none to read. */
typedef int relay_frame(const int devices[RELAY_DEVICES], uint32_t from);

static inline int watch_devices(const int devices[RELAY_DEVICES])
{
	int epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	for (uint32_t device = 0; device < RELAY_DEVICES; device++) {
		struct epoll_event readable = {.events = EPOLLIN, .data.u32 = device};
		checked(epoll_ctl(epoll, EPOLL_CTL_ADD, devices[device], &readable), "epoll_ctl");
	}
	return epoll;
}

static inline void relay_burst(const int devices[RELAY_DEVICES], uint32_t from, relay_frame *relay)
{
	for (int i = 0; i < RELAY_BURST; i++)
		if (!relay(devices, from))
			return;
}

/* Prints "ready", then forwards until a signal ends the program. */
static inline void relay_forever(const int devices[RELAY_DEVICES], relay_frame *relay)
{
	struct epoll_event events[RELAY_DEVICES];
	int epoll = watch_devices(devices);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int ready = epoll_wait(epoll, events, RELAY_DEVICES, -1);
		if (ready < 0 && errno != EINTR)
			err(1, "epoll_wait");
		for (int i = 0; i < ready; i++)
			relay_burst(devices, events[i].data.u32, relay);
	}
}

#endif
