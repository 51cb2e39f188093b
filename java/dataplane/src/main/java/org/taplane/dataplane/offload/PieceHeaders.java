package org.taplane.dataplane.offload;

import org.taplane.wire.Gre;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Udp;

/**
 * Makes the headers of a frame those of a piece of it, as inet_gso_segment, tcp_gso_segment, __skb_udp_tunnel_segment and
 * gre_gso_segment do for a device that fills in one checksum: the innermost stays partial, those around it are complete for
 * the frame in which it will be complete, too (Documentation/networking/checksum-offloads.rst, local checksum offload).
 *
 * <p>A piece begins at {@code at} and ends before {@code end}.
 */
final class PieceHeaders {
    private PieceHeaders() {}

    /** Length, identification, which goes on by {@code number}, and checksum of an IP header. */
    static void writeNetwork(Slab slab, int at, int end, long layers, int number) {
        int ip = at + Layers.network(layers);
        if (Layers.isIpv4(layers)) {
            Ipv4.totalLength(slab, ip, end - ip);
            Ipv4.id(slab, ip, Ipv4.id(slab, ip) + number);
            Ipv4.writeChecksum(slab, ip);
        } else {
            Ipv6.payloadLength(slab, ip, end - ip - Ipv6.HEADER);
        }
    }

    /** The innermost TCP or UDP header, of the piece from byte {@code offset} of the payload on. */
    static void writeTransport(Slab slab, int at, int end, long layers, int offset, boolean last) {
        int transport = at + Layers.transport(layers);
        if (GsoRequest.isTcp(layers)) {
            TcpSegment.cut(slab, transport, offset, last);
        } else {
            Udp.length(slab, transport, end - transport);
        }
        slab.putU16(transport + GsoRequest.checksumOffset(layers), PseudoHeader.sum(slab, at, layers, end - transport));
    }

    /** The header behind the outer IP header; what is inside of it is written already. */
    static void writeTunnel(Slab slab, int at, int end, long outer, long inner) {
        int tunnel = at + Layers.transport(outer);
        if (Layers.protocol(outer) == Udp.PROTOCOL) {
            writeUdp(slab, at, end, outer, inner);
        } else if (Layers.protocol(outer) == Gre.PROTOCOL && Gre.hasChecksum(slab, tunnel)) {
            Gre.checksum(slab, tunnel, 0);
            Gre.checksum(slab, tunnel, InternetChecksum.finish(sum(slab, at, tunnel, inner)));
        }
    }

    /** Zero means no checksum (RFC 768, RFC 6935), and no sum of a pseudo header is zero. */
    private static void writeUdp(Slab slab, int at, int end, long outer, long inner) {
        int udp = at + Layers.transport(outer);
        Udp.length(slab, udp, end - udp);
        if (Udp.checksum(slab, udp) != 0) {
            Udp.checksum(slab, udp, 0);
            long pseudo = PseudoHeader.sum(slab, at, outer, end - udp);
            int checksum = InternetChecksum.finish(pseudo + sum(slab, at, udp, inner));
            Udp.checksum(slab, udp, checksum == 0 ? Udp.CHECKSUM_ZERO : checksum);
        }
    }

    /**
     * The sum from {@code from} to the end of the piece. From the inner transport header on it will be the complement of
     * what its checksum field now holds: that is what completing it means.
     */
    private static long sum(Slab slab, int at, int from, long inner) {
        int transport = at + Layers.transport(inner);
        int partial = slab.u16(transport + GsoRequest.checksumOffset(inner));
        return (long) InternetChecksum.sum(slab, from, transport - from) + (~partial & 0xffff);
    }
}
