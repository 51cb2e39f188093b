package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/**
 * Gives back their offload header to frames that lost it on the way.
 *
 * <p>When both ends of a tunnel are on one machine and a veth device joins them, the sender's kernel leaves the inner
 * checksum partial and the inner frame uncut, because no wire will ever see it; and a UDP socket has no way to tell its
 * reader. The checksum field then holds the folded sum of the pseudo header, exactly.
 *
 * <p>A complete checksum equals that value once in 65,536 frames. Taking it for a partial one does no harm: to complete
 * it gives the same value again, since both are solutions of the same equation.
 */
public final class PartialChecksum {
    private PartialChecksum() {}

    /**
     * Looks at a plain frame that a tunnel received. A TCP or UDP checksum that is only partial becomes a NEEDS_CSUM
     * request; a TCP datagram longer than {@code mtu}, the tunnel's, is in addition to be cut as each egress port's
     * MTU allows. A UDP datagram with a gso_size, which the socket told, is to be cut into that. Fragments and padded frames have been on a real wire and stay as they are.
     */
    public static void recognise(Burst burst, int frame, int mtu) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long layers = Layers.of(slab, start, burst.length(frame));
        if (burst.isPlain(frame) && hasChecksum(burst, frame, layers) && isPartial(slab, start, layers)) {
            requestChecksum(burst, frame, layers);
            if (!GsoRequest.isTcp(layers)) {
                requestUdpSegmentation(burst, frame, layers);
            } else if (Layers.end(layers) - Layers.network(layers) > mtu) {
                requestSegmentation(burst, frame, layers);
            }
        }
    }

    /** Puts the partial sum in the place of a checksum that is known to be right, and requests to complete it. */
    static void restore(Burst burst, int frame) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long layers = Layers.of(slab, start, burst.length(frame));
        if (hasChecksum(burst, frame, layers)) {
            slab.putU16(field(start, layers), pseudoHeader(slab, start, layers));
            requestChecksum(burst, frame, layers);
        }
    }

    /** Whether the frame is one whole TCP or UDP datagram and nothing more. */
    private static boolean hasChecksum(Burst burst, int frame, long layers) {
        return (Layers.isWhole(layers, Tcp.PROTOCOL) || Layers.isWhole(layers, Udp.PROTOCOL))
                && Layers.end(layers) == burst.length(frame)
                && GsoRequest.isWhole(burst.slab(), burst.start(frame), layers);
    }

    private static boolean isPartial(Slab slab, int start, long layers) {
        return slab.u16(field(start, layers)) == pseudoHeader(slab, start, layers);
    }

    private static int field(int start, long layers) {
        return start + Layers.transport(layers) + GsoRequest.checksumOffset(layers);
    }

    private static int pseudoHeader(Slab slab, int start, long layers) {
        return PseudoHeader.sum(slab, start, layers, Layers.end(layers) - Layers.transport(layers));
    }

    private static void requestChecksum(Burst burst, int frame, long layers) {
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(frame, Layers.transport(layers));
        burst.csumOffset(frame, GsoRequest.checksumOffset(layers));
    }

    private static void requestUdpSegmentation(Burst burst, int frame, long layers) {
        if (burst.gsoSize(frame) != 0) {
            burst.gsoType(frame, VirtioNetHdr.GSO_UDP_L4);
            burst.headerLength(frame, GsoRequest.headerLength(burst, frame, layers));
        }
    }

    private static void requestSegmentation(Burst burst, int frame, long layers) {
        int type = Layers.isIpv4(layers) ? VirtioNetHdr.GSO_TCPV4 : VirtioNetHdr.GSO_TCPV6;
        int flags = Tcp.flags(burst.slab(), burst.start(frame) + Layers.transport(layers));
        burst.gsoType(frame, (flags & Tcp.CWR) == 0 ? type : type | VirtioNetHdr.GSO_ECN);
        burst.headerLength(frame, GsoRequest.headerLength(burst, frame, layers));
        burst.gsoSize(frame, 0);
        burst.sizeByEgress(frame);
    }
}
