package org.taplane.dataplane.tunnel;

import java.util.List;
import org.taplane.wire.Icmp;
import org.taplane.wire.Icmpv6;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Udp;

/**
 * What routers report to an endpoint that has an IP address of its own: that its datagrams are too long for a link on the
 * way to a remote (RFC 1191 section 4, RFC 8201 section 4). For the host's own sockets its kernel keeps such limits; for
 * this endpoint its tunnels' {@link PathMtus} do.
 */
public final class PathNews {
    /** What every host takes: a report of less is not believed, as it would only harm. */
    private static final int LEAST_IPV4 = 576;

    private static final int LEAST_IPV6 = 1280;

    /** UDP, VXLAN and inner Ethernet header. */
    private static final int TUNNEL_HEADERS = 8 + 8 + 14;

    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private final UnderlayAddress own;
    private final Tunnel[] tunnels;

    public PathNews(UnderlayAddress own, List<Tunnel> tunnels) {
        this.own = own;
        this.tunnels = tunnels.toArray(Tunnel[]::new);
    }

    /** Whether a frame that is for the endpoint's address is such a report; if so the limit is known from now on. */
    public boolean note(Slab slab, int start, long layers) {
        int at = start + Layers.transport(layers);
        int length = Layers.end(layers) - Layers.transport(layers);
        if (Layers.isIpv4(layers)) {
            return Layers.isWhole(layers, Icmp.PROTOCOL) && noteIpv4(slab, at, length);
        }
        return Layers.isWhole(layers, Icmpv6.PROTOCOL) && noteIpv6(slab, start + Layers.network(layers), at, length);
    }

    private boolean noteIpv4(Slab slab, int at, int length) {
        int packet = at + Icmp.HEADER;
        if (length < Icmp.HEADER + Ipv4.HEADER + Udp.HEADER
                || !Icmp.isFragmentationNeeded(slab, at)
                || InternetChecksum.of(slab, at, length) != 0
                || slab.u8(packet) >>> 4 != 4
                || Ipv4.protocol(slab, packet) != Udp.PROTOCOL) {
            return false;
        }
        int udp = packet + Ipv4.headerLength(slab, packet);
        boolean ours = udp + Udp.HEADER <= at + length
                && isOwn(0, IPV4_MAPPED | Ipv4.source(slab, packet))
                && Udp.destinationPort(slab, udp) == own.udpPort();
        if (ours) {
            int mtu = Math.max(LEAST_IPV4, Icmp.mtu(slab, at));
            lower(0, IPV4_MAPPED | Ipv4.destination(slab, packet), mtu - Ipv4.HEADER - TUNNEL_HEADERS);
        }
        return ours;
    }

    private boolean noteIpv6(Slab slab, int ip, int at, int length) {
        int packet = at + Icmpv6.HEADER;
        if (length < Icmpv6.HEADER + Ipv6.HEADER + Udp.HEADER
                || !Icmpv6.isPacketTooBig(slab, at)
                || !hasRightChecksum(slab, ip, at, length)
                || Ipv6.nextHeader(slab, packet) != Udp.PROTOCOL) {
            return false;
        }
        boolean ours = isOwn(Ipv6.sourceHigh(slab, packet), Ipv6.sourceLow(slab, packet))
                && Udp.destinationPort(slab, packet + Ipv6.HEADER) == own.udpPort();
        if (ours) {
            long mtu = Math.clamp(Icmpv6.mtu(slab, at), LEAST_IPV6, Integer.MAX_VALUE);
            lower(
                    Ipv6.destinationHigh(slab, packet),
                    Ipv6.destinationLow(slab, packet),
                    (int) mtu - Ipv6.HEADER - TUNNEL_HEADERS);
        }
        return ours;
    }

    private static boolean hasRightChecksum(Slab slab, int ip, int at, int length) {
        long pseudo = InternetChecksum.pseudoIpv6(slab, ip, Icmpv6.PROTOCOL, length);
        return InternetChecksum.finish(pseudo + InternetChecksum.sum(slab, at, length)) == 0;
    }

    private boolean isOwn(long high, long low) {
        return own.local().high() == high && own.local().low() == low;
    }

    private void lower(long high, long low, int mtu) {
        for (Tunnel tunnel : tunnels) {
            int remote = tunnel.remotes().find(high, low);
            if (remote != RemoteTable.NONE && mtu < tunnel.paths().mtu(remote)) {
                tunnel.paths().learn(remote, mtu);
            }
        }
    }
}
