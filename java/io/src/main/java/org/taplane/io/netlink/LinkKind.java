package org.taplane.io.netlink;

import java.net.InetAddress;
import java.util.Optional;
import org.taplane.io.sys.Netns;

/** What kind of interface to create. */
public sealed interface LinkKind {
    /** A kernel bridge. */
    record Bridge() implements LinkKind {}

    /** One end of a pair whose other end is {@code peer} in {@code peerNetns}. */
    record Veth(String peer, Netns peerNetns) implements LinkKind {}

    /**
     * A kernel VXLAN device with learning.
     *
     * @param remote where frames to unknown stations go; empty: nowhere
     * @param port UDP port of both sides
     */
    record Vxlan(int vni, InetAddress local, Optional<InetAddress> remote, int port) implements LinkKind {}

    /** A further MAC address on the interface {@code lower}, in bridge mode. */
    record Macvlan(int lower) implements LinkKind {}
}
