/*
 * flood_floor DEVICE DEVICE...
 *
 * The least that a switch can do with a frame for everybody: what is read from the first TAP device
 * is written to all the others, and what is read from the second to the first, so that the two can
 * talk. No table, no look at the frame, one thread.
 */
#define _GNU_SOURCE
#include "relay.h"
#include "tap.h"

#include <linux/virtio_net.h>
#include <unistd.h>

enum { MOST_RECEIVERS = 1024 };

static int receivers[MOST_RECEIVERS];
static int receivers_count;

static void write_frame(int device, const uint8_t *frame, ssize_t length)
{
	if (write(device, frame, (size_t)length) < 0 && !is_frame_lost(errno))
		err(1, "write");
}

static int flood_frame(const int devices[RELAY_DEVICES], uint32_t from)
{
	static uint8_t frame[sizeof(struct virtio_net_hdr) + TAP_FRAME_BYTES];
	ssize_t length = read(devices[from], frame, sizeof frame);
	if (length < 0 && !is_frame_lost(errno))
		err(1, "read");
	if (length < 0)
		return 0;
	if (from != 0)
		write_frame(devices[0], frame, length);
	for (int i = 0; from == 0 && i < receivers_count; i++)
		write_frame(receivers[i], frame, length);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc < 1 + RELAY_DEVICES || argc > 2 + MOST_RECEIVERS)
		errx(2, "usage: flood_floor DEVICE DEVICE...");
	int sender = open_tap(argv[1], sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
	for (int i = 2; i < argc; i++)
		receivers[receivers_count++] =
			open_tap(argv[i], sizeof(struct virtio_net_hdr), TAP_OFFLOADS);
	int devices[RELAY_DEVICES] = {sender, receivers[0]};
	relay_forever(devices, flood_frame);
}
