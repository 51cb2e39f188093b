package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/**
 * Which frames may be joined: the rules of Linux (inet_gro_receive, ipv6_gro_receive), and stricter where Linux would not
 * get back the same packets when it cuts the joined one: an IPv4 identification always counts up. What is TCP's or UDP's
 * own is in {@link TcpSegment} and {@link UdpSegment}.
 */
final class GroRules {
    /**
     * Headers without payload are not longer: Ethernet, a tag, IPv6 and TCP with all its options. For UDP that leaves
     * 60 bytes of payload at least; to join less would cost as much as to write it.
     */
    private static final int LONGEST_HEADERS = Ethernet.HEADER + Dot1Q.TAG + Ipv6.HEADER + 60;

    /** A complement that nobody computes although it is correct: cutting would give 0 instead. */
    private static final int NEGATIVE_ZERO = 0xffff;

    private GroRules() {}

    /** The cheap question: whether the frame surely carries payload of TCP, or of UDP too, and is not to be cut yet. */
    static boolean isLikely(Burst burst, int frame, boolean udpToo) {
        if (burst.length(frame) <= LONGEST_HEADERS || burst.gsoType(frame) != VirtioNetHdr.GSO_NONE) {
            return false;
        }
        int protocol = protocol(burst.slab(), burst.start(frame));
        return protocol == Tcp.PROTOCOL || (udpToo && protocol == Udp.PROTOCOL);
    }

    private static int protocol(Slab slab, int start) {
        int type = Ethernet.etherType(slab, start);
        return type == Dot1Q.TPID
                ? protocol(slab, Dot1Q.etherType(slab, start), start + Ethernet.HEADER + Dot1Q.TAG)
                : protocol(slab, type, start + Ethernet.HEADER);
    }

    private static int protocol(Slab slab, int type, int ip) {
        return switch (type) {
            case Ethernet.TYPE_IPV4 -> Ipv4.protocol(slab, ip);
            case Ethernet.TYPE_IPV6 -> Ipv6.nextHeader(slab, ip);
            default -> 0;
        };
    }

    /** Whether a frame of whole TCP or UDP is one segment with payload, no IP options, no padding, nothing peculiar. */
    static boolean isJoinable(Burst burst, int frame, long layers) {
        return burst.gsoType(frame) == VirtioNetHdr.GSO_NONE
                && Layers.end(layers) == burst.length(frame)
                && Layers.transport(layers) - Layers.network(layers) == ipHeader(layers)
                && GsoRequest.isWhole(burst.slab(), burst.start(frame), layers)
                && payload(burst, frame, layers) > 0
                && isUsual(burst.slab(), burst.start(frame) + Layers.transport(layers), layers);
    }

    private static int ipHeader(long layers) {
        return Layers.isIpv4(layers) ? Ipv4.HEADER : Ipv6.HEADER;
    }

    private static boolean isUsual(Slab slab, int transport, long layers) {
        return GsoRequest.isTcp(layers) ? TcpSegment.isUsual(slab, transport) : UdpSegment.hasChecksum(slab, transport);
    }

    /** Whether another segment may follow this one in a joined frame. */
    static boolean mayGoOn(Burst burst, int frame, long layers) {
        return !GsoRequest.isTcp(layers)
                || TcpSegment.mayGoOn(burst.slab(), burst.start(frame) + Layers.transport(layers));
    }

    /** Bytes of payload of a frame whose transport header is whole. */
    static int payload(Burst burst, int frame, long layers) {
        return burst.length(frame) - GsoRequest.headerLength(burst, frame, layers);
    }

    /**
     * Whether {@code next} is what cutting would give behind {@code frame}: the following bytes of the same stream, or a
     * datagram of the same flow, in headers that differ by nothing else than lengths, checksums and what counts up. Both
     * are joinable.
     */
    static boolean follows(Burst burst, int frame, long layers, int next, long nextLayers) {
        Slab slab = burst.slab();
        int one = burst.start(frame);
        int two = burst.start(next);
        int network = Layers.network(layers);
        return network == Layers.network(nextLayers)
                && Layers.isIpv4(layers) == Layers.isIpv4(nextLayers)
                && Layers.protocol(layers) == Layers.protocol(nextLayers)
                && slab.same(one, two, network)
                && networkFollows(slab, one + network, two + network, layers)
                && transportFollows(slab, one, two, layers, payload(burst, frame, layers));
    }

    private static boolean networkFollows(Slab slab, int one, int two, long layers) {
        return Layers.isIpv4(layers) ? ipv4Follows(slab, one, two) : ipv6Follows(slab, one, two);
    }

    private static boolean ipv4Follows(Slab slab, int one, int two) {
        return Ipv4.tos(slab, one) == Ipv4.tos(slab, two)
                && (Ipv4.id(slab, one) + 1 & 0xffff) == Ipv4.id(slab, two)
                && Ipv4.fragmentBits(slab, one) == Ipv4.fragmentBits(slab, two)
                && Ipv4.ttl(slab, one) == Ipv4.ttl(slab, two)
                && Ipv4.addresses(slab, one) == Ipv4.addresses(slab, two);
    }

    private static boolean ipv6Follows(Slab slab, int one, int two) {
        return Ipv6.flow(slab, one) == Ipv6.flow(slab, two)
                && Ipv6.hopLimit(slab, one) == Ipv6.hopLimit(slab, two)
                && Ipv6.sameAddresses(slab, one, two);
    }

    private static boolean transportFollows(Slab slab, int one, int two, long layers, int payload) {
        int transport = Layers.transport(layers);
        return GsoRequest.isTcp(layers)
                ? TcpSegment.follows(slab, one + transport, two + transport, payload)
                : UdpSegment.follows(slab, one + transport, two + transport);
    }

    /**
     * Whether the checksums of a joinable frame are right, or the transport's rightly partial. Who joins writes new ones:
     * they would hide that the bytes were damaged on the way.
     */
    static boolean isIntact(Burst burst, int frame, long layers) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        return (Layers.isIpv6(layers) || isIpv4Intact(slab, start + Layers.network(layers)))
                && isTransportIntact(burst, frame, layers);
    }

    private static boolean isIpv4Intact(Slab slab, int ip) {
        return InternetChecksum.of(slab, ip, Ipv4.HEADER) == 0 && Ipv4.checksum(slab, ip) != NEGATIVE_ZERO;
    }

    private static boolean isTransportIntact(Burst burst, int frame, long layers) {
        Slab slab = burst.slab();
        int transport = burst.start(frame) + Layers.transport(layers);
        int length = burst.length(frame) - Layers.transport(layers);
        int pseudo = PseudoHeader.sum(slab, burst.start(frame), layers, length);
        int checksum = slab.u16(transport + GsoRequest.checksumOffset(layers));
        if ((burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM) != 0) {
            return burst.csumStart(frame) == Layers.transport(layers)
                    && burst.csumOffset(frame) == GsoRequest.checksumOffset(layers)
                    && checksum == pseudo;
        }
        long sum = (long) pseudo + InternetChecksum.sum(slab, transport, length);
        return InternetChecksum.finish(sum) == 0 && !(GsoRequest.isTcp(layers) && checksum == NEGATIVE_ZERO);
    }
}
