package org.taplane.dataplane.feature.storm;

import org.taplane.wire.Ethernet;

/** What a flooded frame is, by its destination. */
public enum FloodKind {
    BROADCAST,
    MULTICAST,
    UNKNOWN_UNICAST;

    static FloodKind of(long destination) {
        if (destination == Ethernet.BROADCAST) {
            return BROADCAST;
        }
        return Ethernet.isGroup(destination) ? MULTICAST : UNKNOWN_UNICAST;
    }
}
