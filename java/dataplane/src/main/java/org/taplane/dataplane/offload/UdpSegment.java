package org.taplane.dataplane.offload;

import org.taplane.wire.Slab;
import org.taplane.wire.Udp;

/**
 * What of UDP decides whether datagrams may be joined (udp_gro_receive_segment): they keep their boundaries, because all
 * but the last are as long as the first, and whoever cuts the joined one, or reads it, is told that length.
 */
final class UdpSegment {
    private UdpSegment() {}

    /** Cutting fills in a checksum: a datagram that does without one (RFC 768) would come back with it. */
    static boolean hasChecksum(Slab slab, int udp) {
        return Udp.checksum(slab, udp) != 0;
    }

    /** Whether the datagrams are of one flow. */
    static boolean follows(Slab slab, int one, int two) {
        return Udp.ports(slab, one) == Udp.ports(slab, two);
    }
}
