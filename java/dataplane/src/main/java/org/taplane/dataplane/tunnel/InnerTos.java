package org.taplane.dataplane.tunnel;

import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;

/** The TOS byte (IPv4) or traffic class (IPv6) of the packet inside a frame. */
final class InnerTos {
    /** The frame carries no IP packet. */
    static final int NONE = -1;

    private InnerTos() {}

    /** TOS byte of the packet in a frame with these {@link Layers}, or {@link #NONE}. */
    static int of(Slab slab, int start, long layers) {
        int ip = start + Layers.network(layers);
        if (Layers.isIpv4(layers)) {
            return Ipv4.tos(slab, ip);
        }
        return Layers.isIpv6(layers) ? Ipv6.trafficClass(slab, ip) : NONE;
    }

    /** Sets the TOS byte of a packet that has one; an IPv4 header checksum stays as right as it was. */
    static void set(Slab slab, int start, long layers, int tos) {
        int ip = start + Layers.network(layers);
        if (Layers.isIpv4(layers)) {
            Ipv4.tos(slab, ip, tos);
        } else {
            Ipv6.trafficClass(slab, ip, tos);
        }
    }
}
