package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.port.Replies;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Icmp;
import org.taplane.wire.Icmpv6;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;

/**
 * The answer to an IP packet that is too long for a tunnel: ICMP "fragmentation needed" (RFC 1191) or ICMPv6 "packet too
 * big" (RFC 4443 section 3.2). A bridge has no address of its own, so it answers in the name of the packet's destination,
 * as the kernel's tunnels do.
 */
final class TooBigMessage {
    /** What every IPv4 host takes (RFC 791 section 3.1): less is no MTU to believe in, nor for an answer to be longer than. */
    private static final int LEAST_IPV4 = 576;

    /** The least MTU of IPv6 (RFC 8200 section 5), and the longest error (RFC 4443 section 2.4). */
    private static final int LEAST_IPV6 = 1280;

    private static final long BROADCAST = 0xffff_ffffL;

    private final Replies replies;

    TooBigMessage(Replies replies) {
        this.replies = replies;
    }

    /** Whether the frame is one to be answered: an IP packet between two stations that must not be cut, and no error. */
    boolean concerns(Burst burst, int frame, int mtu) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long layers = Layers.of(slab, start, burst.length(frame));
        if (Ethernet.isGroup(Ethernet.destination(slab, start)) || Layers.network(layers) != network(burst, frame)) {
            return false;
        }
        int ip = start + Layers.network(layers);
        return Layers.isIpv4(layers)
                ? mtu >= LEAST_IPV4 && concernsIpv4(slab, ip, start, layers)
                : Layers.isIpv6(layers) && mtu >= LEAST_IPV6 && concernsIpv6(slab, ip, start, layers);
    }

    private static int network(Burst burst, int frame) {
        return Ethernet.HEADER + (burst.tag(frame) == Tag.IN_FRAME ? Dot1Q.TAG : 0);
    }

    private static boolean concernsIpv4(Slab slab, int ip, int start, long layers) {
        return Ipv4.fragmentBits(slab, ip) == Ipv4.DONT_FRAGMENT
                && isHost(Ipv4.source(slab, ip))
                && isHost(Ipv4.destination(slab, ip))
                && !(isMessage(layers, Icmp.PROTOCOL) && Icmp.isError(slab, start + Layers.transport(layers)));
    }

    private static boolean concernsIpv6(Slab slab, int ip, int start, long layers) {
        return !Layers.isFragment(layers)
                && isHost(Ipv6.sourceHigh(slab, ip), Ipv6.sourceLow(slab, ip))
                && !VtepAddress.isMulticast(Ipv6.destinationHigh(slab, ip), Ipv6.destinationLow(slab, ip))
                && !(isMessage(layers, Icmpv6.PROTOCOL) && Icmpv6.isError(slab, start + Layers.transport(layers)));
    }

    /** Neither "this network" nor loopback, a group or the broadcast (RFC 1122 section 3.2.1.3). */
    private static boolean isHost(long address) {
        int network = (int) (address >>> 24);
        return network != 0 && network != 127 && network >>> 4 != 0xe && address != BROADCAST;
    }

    /** Neither ::, ::1 nor a group. */
    private static boolean isHost(long high, long low) {
        return VtepAddress.isUnicast(high, low) && !(high == 0 && low == 1);
    }

    private static boolean isMessage(long layers, int protocol) {
        return Layers.protocol(layers) == protocol && Layers.end(layers) > Layers.transport(layers);
    }

    /** Answers a frame that is {@linkplain #concerns one to be answered}; whether the answer could leave. */
    boolean send(Burst burst, int frame, int mtu) {
        Burst draft = replies.draft();
        int start = draft.start(0);
        int ip = start + Ethernet.HEADER;
        int packet = burst.start(frame) + network(burst, frame);
        boolean ipv4 = burst.slab().u8(packet) >>> 4 == 4;
        writeEthernet(draft.slab(), start, burst.slab(), burst.start(frame), ipv4);
        int length = ipv4
                ? writeIpv4(draft.slab(), ip, burst, frame, packet, mtu)
                : writeIpv6(draft.slab(), ip, burst, frame, packet, mtu);
        return replies.send(Ethernet.HEADER + length, burst, frame);
    }

    private static void writeEthernet(Slab slab, int at, Slab of, int frame, boolean ipv4) {
        Ethernet.destination(slab, at, Ethernet.source(of, frame));
        Ethernet.source(slab, at, Ethernet.destination(of, frame));
        Ethernet.etherType(slab, at, ipv4 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
    }

    /** Bytes of the packet that was written. */
    private static int writeIpv4(Slab slab, int ip, Burst burst, int frame, int packet, int mtu) {
        int icmp = ip + Ipv4.HEADER;
        int quoted = quote(slab, icmp + Icmp.HEADER, burst, frame, packet, LEAST_IPV4 - Ipv4.HEADER - Icmp.HEADER);
        Icmp.writeFragmentationNeeded(slab, icmp, Icmp.HEADER + quoted, mtu);
        int length = Ipv4.HEADER + Icmp.HEADER + quoted;
        Ipv4.writeAnswer(slab, ip, length, Icmp.PROTOCOL, burst.slab(), packet);
        return length;
    }

    private static int writeIpv6(Slab slab, int ip, Burst burst, int frame, int packet, int mtu) {
        int icmp = ip + Ipv6.HEADER;
        int quoted = quote(slab, icmp + Icmpv6.HEADER, burst, frame, packet, LEAST_IPV6 - Ipv6.HEADER - Icmpv6.HEADER);
        Ipv6.writeAnswer(slab, ip, Icmpv6.HEADER + quoted, Icmpv6.PROTOCOL, burst.slab(), packet);
        Icmpv6.writePacketTooBig(slab, ip, icmp, Icmpv6.HEADER + quoted, mtu);
        return Ipv6.HEADER + Icmpv6.HEADER + quoted;
    }

    /** Copies the packet's beginning, and says how much. */
    private static int quote(Slab slab, int at, Burst burst, int frame, int packet, int most) {
        int length = Math.min(most, burst.start(frame) + burst.length(frame) - packet);
        slab.copyFrom(burst.slab(), packet, at, length);
        return length;
    }
}
