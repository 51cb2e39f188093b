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
    /** What a fanout group holds unless it asks for more: {@code fanout_add} of {@code net/packet/af_packet.c}. */
    public static final int MAX_QUEUES = 256;

    public PacketSpec {
        InterfaceName.check(device);
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException(queues + " queues; expected 1 to " + MAX_QUEUES);
        }
    }
}
