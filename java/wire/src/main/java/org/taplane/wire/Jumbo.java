package org.taplane.wire;

/**
 * TCP packets longer than 65,535 bytes, as Linux hands them from device to device before they are cut (BIG TCP). The IP header
 * has no room for their length, which is the frame's: IPv4 says 0 and so does IPv6, mostly with the jumbo payload option
 * (RFC 2675 section 2) in a header of its own.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |  Hdr Ext Len  |  Option Type  |  Opt Data Len |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                     Jumbo Payload Length                      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Jumbo {
    /** Bytes of the hop-by-hop options header with the jumbo payload option and nothing else. */
    private static final int OPTION_HEADER = 8;

    private static final int TYPE_BYTES = 2;
    private static final int HOP_BY_HOP = 0;
    /** Hdr Ext Len 0, option type 0xc2, option length 4. */
    private static final int JUMBO_OPTION = 0x00_c2_04;

    private static final int MAX_TAGS = 2;

    private Jumbo() {}

    /**
     * The {@link Layers} of a frame of {@code length} bytes that is such a packet behind up to two VLAN tags, or
     * {@link Layers#NONE}.
     */
    public static long layers(Slab slab, int start, int length) {
        if (length < Ethernet.HEADER) {
            return Layers.NONE;
        }
        int network = networkOffset(slab, start, length);
        return switch (slab.u16(start + network - TYPE_BYTES)) {
            case Ethernet.TYPE_IPV4 -> ofIpv4(slab, start + network, network, length);
            case Ethernet.TYPE_IPV6 -> ofIpv6(slab, start + network, network, length);
            default -> Layers.NONE;
        };
    }

    private static int networkOffset(Slab slab, int start, int length) {
        int network = Ethernet.HEADER;
        for (int tags = 0; tags < MAX_TAGS && network + Dot1Q.TAG <= length; tags++) {
            if (!Dot1Q.isTag(slab.u16(start + network - TYPE_BYTES))) {
                return network;
            }
            network += Dot1Q.TAG;
        }
        return network;
    }

    private static long ofIpv4(Slab slab, int ip, int network, int length) {
        boolean jumbo = Ipv4.isJumbo(slab, ip, length - network)
                && Ipv4.protocol(slab, ip) == Tcp.PROTOCOL
                && !Ipv4.isFragment(slab, ip);
        return jumbo ? Layers.ipv4(network, Ipv4.headerLength(slab, ip), Tcp.PROTOCOL, length) : Layers.NONE;
    }

    private static long ofIpv6(Slab slab, int ip, int network, int length) {
        int payload = length - network - Ipv6.HEADER;
        if (payload < OPTION_HEADER || !Ipv6.isJumbo(slab, ip)) {
            return Layers.NONE;
        }
        if (Ipv6.nextHeader(slab, ip) == Tcp.PROTOCOL) {
            return Layers.ipv6(network, Ipv6.HEADER, Tcp.PROTOCOL, length);
        }
        return hasOption(slab, ip) && isOptionOfTcp(slab, ip + Ipv6.HEADER, payload)
                ? Layers.ipv6(network, Ipv6.HEADER + OPTION_HEADER, Tcp.PROTOCOL, length)
                : Layers.NONE;
    }

    private static boolean isOptionOfTcp(Slab slab, int at, int payload) {
        return slab.u8(at) == Tcp.PROTOCOL
                && (slab.u32(at) & 0xff_ffff) == JUMBO_OPTION
                && slab.u32(at + Integer.BYTES) == payload;
    }

    private static boolean hasOption(Slab slab, int ip) {
        return Ipv6.isJumbo(slab, ip) && Ipv6.nextHeader(slab, ip) == HOP_BY_HOP;
    }

    /** Bytes between the IPv6 header and TCP's that a packet with a length of its own does without: 0 mostly. */
    public static int optionLength(Slab slab, int start, long layers) {
        return Layers.isIpv6(layers) && hasOption(slab, start + Layers.network(layers)) ? OPTION_HEADER : 0;
    }

    /** The layers of such a packet after {@link #removeOption}, as far as the headers go. */
    public static long withoutOption(long layers) {
        return Layers.ipv6(Layers.network(layers), Ipv6.HEADER, Tcp.PROTOCOL, Layers.end(layers) - OPTION_HEADER);
    }

    /** Makes the IPv6 header say that TCP's is next to it. */
    public static void removeOption(Slab slab, int ip) {
        Ipv6.nextHeader(slab, ip, Tcp.PROTOCOL);
    }
}
