package org.taplane.dataplane.host;

import org.taplane.wire.Ethernet;

/** Why the switch takes a frame for itself. */
public enum PuntReason {
    /** Link Layer Discovery Protocol, to the nearest bridge (IEEE 802.1AB table 7-1 and 7.4). */
    LLDP(Ethernet.NEAREST_BRIDGE, Ethernet.TYPE_LLDP, 100);

    private final long destination;
    private final int etherType;
    private final int rate;

    PuntReason(long destination, int etherType, int rate) {
        this.destination = destination;
        this.etherType = etherType;
        this.rate = rate;
    }

    /** Frames a second that are taken from one port. */
    int rate() {
        return rate;
    }

    boolean covers(long frameDestination, int frameType) {
        return frameDestination == destination && frameType == etherType;
    }
}
