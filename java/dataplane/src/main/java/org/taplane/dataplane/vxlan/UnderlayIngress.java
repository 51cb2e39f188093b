package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.PathNews;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.TunnelNetHdr;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;
import org.taplane.wire.Vxlan;

/**
 * What happens to the frames of an Ethernet underlay in one shard: datagrams for the endpoint lose their Ethernet, IP
 * and UDP headers, and {@link VxlanIngress} goes on with them. The rest (the router's multicast, other ports) is
 * counted there.
 *
 * <p>The offload header comes from the router's kernel. It speaks of the inner frame if the sender was a kernel whose
 * packets no wire has seen, and then it is what the inner frame needs, with other offsets. It speaks of the outer UDP
 * header if the sender left that checksum to the device; then there is nothing left to do, for the header goes away. Or it
 * asks to cut a bundle of datagrams, which a sender made with UDP_SEGMENT: {@link BundleIngress} does.
 *
 * <p>The outer checksum is not verified, as RFC 7348 section 5 allows: the inner packet has its own.
 */
public final class UnderlayIngress {
    private static final int TUNNEL_TYPES = TunnelNetHdr.GSO_UDP_TUNNEL_IPV4 | TunnelNetHdr.GSO_UDP_TUNNEL_IPV6;
    private static final int KNOWN_FLAGS = VirtioNetHdr.NEEDS_CSUM | VirtioNetHdr.DATA_VALID;
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private final UnderlayAddress own;
    private final VxlanIngress ingress;
    private final BundleIngress bundles;
    private final PathNews news;

    /** @param shard index of the shard whose bursts these are */
    public UnderlayIngress(UnderlayAddress own, VxlanIngress ingress, int shard) {
        this.own = own;
        this.ingress = ingress;
        this.bundles = new BundleIngress(ingress, shard);
        news = new PathNews(own, ingress.tunnels());
    }

    /** Whether the last of the first {@code count} frames of the burst asks to be cut into datagrams. */
    public static boolean endsWithBundle(Burst burst, int count) {
        return count > 0 && burst.gsoType(count - 1) == VirtioNetHdr.GSO_UDP_L4;
    }

    /** Takes the first {@code count} frames of the burst, with their offload headers. Only the last may be a bundle. */
    public void receive(Burst burst, int count) {
        int last = count - 1;
        long accepted = 0;
        for (int frame = 0; frame < count; frame++) {
            accepted |= accept(burst, frame, frame == last) ? 1L << frame : 0;
        }
        if (accepted >>> last == 1 && isBundle(burst, last)) {
            bundles.receiveDatagrams(burst, accepted & Burst.first(last), last);
        } else {
            ingress.receive(burst, accepted);
        }
    }

    private boolean accept(Burst burst, int frame, boolean mayBeBundle) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long layers = Layers.of(slab, start, burst.length(frame));
        if (!isForUs(slab, start, layers)) {
            if (!isNews(slab, start, layers)) {
                ingress.drop(DropReason.UNDERLAY_OTHER_TRAFFIC, 1);
            }
            return false;
        }
        int transport = Layers.transport(layers);
        if (!own.zeroChecksum6() && Layers.isIpv6(layers) && Udp.checksum(slab, start + transport) == 0) {
            ingress.drop(DropReason.UDP_CHECKSUM_ZERO, 1);
            return false;
        }
        if (!(mayBeBundle && becomeBundle(burst, frame, transport))
                && !moveOffload(burst, frame, transport + Udp.HEADER + Vxlan.HEADER)) {
            ingress.drop(DropReason.BAD_OFFLOAD, 1);
            return false;
        }
        noteSender(burst, frame, start + Layers.network(layers), Layers.isIpv4(layers));
        burst.trim(frame, transport + Udp.length(slab, start + transport));
        burst.moveStart(frame, transport + Udp.HEADER);
        return true;
    }

    private boolean isForUs(Slab slab, int start, long layers) {
        int udp = start + Layers.transport(layers);
        return Layers.isWhole(layers, Udp.PROTOCOL)
                && Layers.network(layers) == Ethernet.HEADER
                && Udp.isWhole(slab, udp, Layers.end(layers) - Layers.transport(layers))
                && Udp.destinationPort(slab, udp) == own.udpPort()
                && isOwnAddress(slab, start + Layers.network(layers), Layers.isIpv4(layers));
    }

    private boolean isNews(Slab slab, int start, long layers) {
        return Layers.isIp(layers)
                && isOwnAddress(slab, start + Layers.network(layers), Layers.isIpv4(layers))
                && news.note(slab, start, layers);
    }

    private boolean isOwnAddress(Slab slab, int ip, boolean ipv4) {
        return ipv4
                ? own.local().high() == 0 && own.local().low() == (IPV4_MAPPED | Ipv4.destination(slab, ip))
                : own.local().high() == Ipv6.destinationHigh(slab, ip)
                        && own.local().low() == Ipv6.destinationLow(slab, ip);
    }

    private static void noteSender(Burst burst, int frame, int ip, boolean ipv4) {
        Slab slab = burst.slab();
        if (ipv4) {
            burst.outer(frame, 0, IPV4_MAPPED | Ipv4.source(slab, ip), Ipv4.tos(slab, ip));
        } else {
            burst.outer(frame, Ipv6.sourceHigh(slab, ip), Ipv6.sourceLow(slab, ip), Ipv6.trafficClass(slab, ip));
        }
    }

    /** What {@link #becomeBundle} made, and nothing else has: a size without a request to cut. */
    private static boolean isBundle(Burst burst, int frame) {
        return burst.gsoType(frame) == VirtioNetHdr.GSO_NONE && burst.gsoSize(frame) != 0;
    }

    /** Leaves only the size, if the header asks to cut the outer datagram, whose UDP header is at {@code transport}. */
    private static boolean becomeBundle(Burst burst, int frame, int transport) {
        if (burst.gsoType(frame) != VirtioNetHdr.GSO_UDP_L4
                || burst.csumStart(frame) != transport
                || burst.gsoSize(frame) == 0) {
            return false;
        }
        burst.gsoType(frame, VirtioNetHdr.GSO_NONE);
        burst.flags(frame, 0);
        return true;
    }

    /**
     * Makes the offload header the inner frame's, whose first byte is the outer one's byte {@code inner}. hdr_len is
     * left to {@link org.taplane.dataplane.offload.OffloadHeader}, which knows it better. Returns false if it asks to cut
     * the outer datagram, and so is not about the inner frame.
     */
    private static boolean moveOffload(Burst burst, int frame, int inner) {
        int type = burst.gsoType(frame) & ~TUNNEL_TYPES;
        boolean aboutInner = burst.csumStart(frame) >= inner;
        if (type != VirtioNetHdr.GSO_NONE && (type == burst.gsoType(frame) || !aboutInner)) {
            return false;
        }
        burst.gsoType(frame, type);
        burst.gsoSize(frame, type == VirtioNetHdr.GSO_NONE ? 0 : burst.gsoSize(frame));
        burst.headerLength(frame, 0);
        burst.flags(frame, aboutInner ? burst.flags(frame) & KNOWN_FLAGS : 0);
        burst.csumStart(frame, aboutInner ? burst.csumStart(frame) - inner : 0);
        return true;
    }
}
