package org.taplane.control.config;

import java.net.InetAddress;
import java.util.List;

/** Whom a tunnel sends broadcast, unknown unicast and multicast to. */
public sealed interface VxlanPeers {
    /**
     * Each gets its own copy (head-end replication).
     *
     * @param addresses unicast, not empty, no two alike, the local address not among them
     */
    record Remotes(List<InetAddress> addresses) implements VxlanPeers {
        public Remotes {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The members of an IP multicast group.
     *
     * @param device the underlay interface that joins the group
     */
    record Group(InetAddress address, String device) implements VxlanPeers {}
}
