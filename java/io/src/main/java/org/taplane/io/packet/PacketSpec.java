package org.taplane.io.packet;

import org.taplane.io.netlink.InterfaceName;
import org.taplane.io.sys.Netns;

/**
 * An interface to join.
 *
 * @param device its name
 * @param netns where it is
 * @param queues one a shard, 1 to 256
 */
public record PacketSpec(String device, Netns netns, int queues) {
    /** PACKET_FANOUT_MAX of {@code net/packet/internal.h} before Linux 5.13; later kernels allow more. */
    public static final int MAX_QUEUES = 256;

    public PacketSpec {
        InterfaceName.check(device);
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException(queues + " queues; expected 1 to " + MAX_QUEUES);
        }
    }
}
