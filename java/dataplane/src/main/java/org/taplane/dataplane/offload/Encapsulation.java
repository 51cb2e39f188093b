package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Gre;
import org.taplane.wire.InnerLayers;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/**
 * GSO frames in which a tunnel of the sender's own is around the packet that is to be cut: VXLAN, Geneve or whatever else has
 * a UDP header, GRE, or IP in IP. Linux leaves such frames to a device that can cut them, as a veth says it can, and an offload
 * header of 10 bytes has no word for the tunnel: gso_type and csum_start speak of the inner packet
 * (virtio_net_hdr_from_skb). Lengths are those of the whole; an outer UDP checksum that is wanted is a pseudo header's sum.
 */
final class Encapsulation {
    private static final int IPV4_PROTOCOL = 4;
    private static final int IPV6_PROTOCOL = 41;

    private Encapsulation() {}

    /** The inner headers of such a frame, whose outer ones are {@code outer}; {@link Layers#NONE} of any other frame. */
    static long inner(Burst burst, int frame, long outer) {
        if (!Layers.isIp(outer)
                || Layers.isFragment(outer)
                || Layers.end(outer) != burst.length(frame)
                || burst.csumStart(frame) <= Layers.transport(outer)
                || burst.csumStart(frame) >= burst.length(frame)) {
            return Layers.NONE;
        }
        long inner = find(burst, frame);
        return GsoRequest.agrees(burst, frame, inner) && isTunnel(burst.slab(), burst.start(frame), outer, inner)
                ? inner
                : Layers.NONE;
    }

    private static long find(Burst burst, int frame) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        int length = burst.length(frame);
        int transport = burst.csumStart(frame);
        return switch (burst.gsoType(frame) & ~VirtioNetHdr.GSO_ECN) {
            case VirtioNetHdr.GSO_TCPV4 -> InnerLayers.ipv4(slab, start, length, transport, Tcp.PROTOCOL);
            case VirtioNetHdr.GSO_TCPV6 -> InnerLayers.ipv6(slab, start, length, transport, Tcp.PROTOCOL);
            default -> findUdp(slab, start, length, transport);
        };
    }

    private static long findUdp(Slab slab, int start, int length, int transport) {
        long ipv4 = InnerLayers.ipv4(slab, start, length, transport, Udp.PROTOCOL);
        return ipv4 == Layers.NONE ? InnerLayers.ipv6(slab, start, length, transport, Udp.PROTOCOL) : ipv4;
    }

    /** Whether what is between the outer and the inner IP header can be the same in every segment, but for what we know. */
    private static boolean isTunnel(Slab slab, int start, long outer, long inner) {
        int tunnel = start + Layers.transport(outer);
        int bytes = Layers.network(inner) - Layers.transport(outer);
        return switch (Layers.protocol(outer)) {
            case Udp.PROTOCOL -> isUdp(slab, tunnel, bytes, Layers.end(outer) - Layers.transport(outer));
            case Gre.PROTOCOL -> Gre.isWhole(slab, tunnel, bytes) && isEven(bytes);
            case IPV4_PROTOCOL -> bytes == 0 && Layers.isIpv4(inner);
            case IPV6_PROTOCOL -> bytes == 0 && Layers.isIpv6(inner);
            default -> false;
        };
    }

    private static boolean isUdp(Slab slab, int udp, int bytes, int datagram) {
        return bytes >= Udp.HEADER && isEven(bytes) && Udp.length(slab, udp) == datagram;
    }

    /** A checksum around another is made of the sum of that, which starts at an even byte in every tunnel there is. */
    private static boolean isEven(int bytes) {
        return (bytes & 1) == 0;
    }
}
