/*
 * tap_floor DEVICE DEVICE
 *
 * The least that a switch between two TAP devices can do from userspace: what is read from one is
 * written to the other, offload header included. No table, no look at the frame, one thread. It is
 * the floor that a real switch is measured against.
 */
#define _GNU_SOURCE
#include "relay.h"
#include "tap.h"

#include <linux/virtio_net.h>
#include <unistd.h>

static int copy_frame(const int devices[RELAY_DEVICES], uint32_t from)
{
	static uint8_t frame[sizeof(struct virtio_net_hdr) + TAP_FRAME_BYTES];
	ssize_t length = read(devices[from], frame, sizeof frame);
	if (length < 0 && !is_frame_lost(errno))
		err(1, "read");
	if (length < 0)
		return 0;
	if (write(devices[!from], frame, (size_t)length) < 0 && !is_frame_lost(errno))
		err(1, "write");
	return 1;
}

int main(int argc, char **argv)
{
	int devices[RELAY_DEVICES];
	if (argc != 1 + RELAY_DEVICES)
		errx(2, "usage: tap_floor DEVICE DEVICE");
	for (int i = 0; i < RELAY_DEVICES; i++)
		devices[i] = open_tap(argv[1 + i], sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
	relay_forever(devices, copy_frame);
}
