package org.taplane.wire;

/**
 * Where the headers of a frame are: the answer of {@link #of}, packed into one long so that looking costs no object.
 *
 * <pre>
 *   bits  0-15  offset of the transport header from the frame's first byte
 *   bits 16-31  offset of the IP header
 *   bits 32-39  protocol of the transport header
 *   bit  40     IPv4     bit 41  IPv6     bit 42  a fragment
 *   bits 43-62  offset of the first byte behind the IP datagram: what follows is padding
 * </pre>
 */
public final class Layers {
    /** The frame carries no IP, or an IP header that contradicts the frame. */
    public static final long NONE = 0;

    private static final int MAX_TAGS = 2;
    private static final int NETWORK_SHIFT = 16;
    private static final int PROTOCOL_SHIFT = 32;
    private static final long IPV4 = 1L << 40;
    private static final long IPV6 = 1L << 41;
    private static final long FRAGMENT = 1L << 42;
    private static final int END_SHIFT = 43;
    private static final int END_MASK = 0xf_ffff;

    private Layers() {}

    /** Looks through up to two VLAN tags into a frame of {@code length} bytes; never reads beyond them. */
    public static long of(Slab slab, int start, int length) {
        if (length < Ethernet.HEADER) {
            return NONE;
        }
        int type = Ethernet.etherType(slab, start);
        int network = Ethernet.HEADER;
        for (int tags = 0; tags < MAX_TAGS && Dot1Q.isTag(type); tags++) {
            if (length < network + Dot1Q.TAG) {
                return NONE;
            }
            type = slab.u16(start + network + 2);
            network += Dot1Q.TAG;
        }
        return switch (type) {
            case Ethernet.TYPE_IPV4 -> ofIpv4(slab, start + network, network, length - network);
            case Ethernet.TYPE_IPV6 -> ofIpv6(slab, start + network, network, length - network);
            default -> NONE;
        };
    }

    private static long ofIpv4(Slab slab, int at, int network, int available) {
        if (!Ipv4.isWhole(slab, at, available)) {
            return NONE;
        }
        long layers = IPV4 | pack(network, Ipv4.headerLength(slab, at), Ipv4.protocol(slab, at));
        layers |= (long) (network + Ipv4.totalLength(slab, at)) << END_SHIFT;
        return Ipv4.isFragment(slab, at) ? layers | FRAGMENT : layers;
    }

    private static long ofIpv6(Slab slab, int at, int network, int available) {
        if (!Ipv6.isWhole(slab, at, available)) {
            return NONE;
        }
        int chain = Ipv6.chain(slab, at, available);
        if (chain == Ipv6.BROKEN) {
            return NONE;
        }
        long layers = IPV6 | pack(network, Ipv6.upper(chain), Ipv6.protocol(chain));
        layers |= (long) (network + Ipv6.HEADER + Ipv6.payloadLength(slab, at)) << END_SHIFT;
        return Ipv6.isFragment(chain) ? layers | FRAGMENT : layers;
    }

    /** Layers of a whole IPv4 datagram whose header is {@code ipHeaders} bytes at {@code network}, up to {@code end}. */
    public static long ipv4(int network, int ipHeaders, int protocol, int end) {
        return IPV4 | pack(network, ipHeaders, protocol) | (long) end << END_SHIFT;
    }

    /** The same of IPv6, {@code ipHeaders} with the extension headers. */
    public static long ipv6(int network, int ipHeaders, int protocol, int end) {
        return IPV6 | pack(network, ipHeaders, protocol) | (long) end << END_SHIFT;
    }

    private static long pack(int network, int ipHeaders, int protocol) {
        return (long) protocol << PROTOCOL_SHIFT | (long) network << NETWORK_SHIFT | (network + ipHeaders);
    }

    public static boolean isIp(long layers) {
        return (layers & (IPV4 | IPV6)) != 0;
    }

    public static boolean isIpv4(long layers) {
        return (layers & IPV4) != 0;
    }

    public static boolean isIpv6(long layers) {
        return (layers & IPV6) != 0;
    }

    /** Whether the frame carries a part of a datagram, the first included; it has no transport header to trust. */
    public static boolean isFragment(long layers) {
        return (layers & FRAGMENT) != 0;
    }

    /** Whether the frame carries a whole IP datagram of {@code protocol}. */
    public static boolean isWhole(long layers, int protocol) {
        return isIp(layers) && !isFragment(layers) && protocol(layers) == protocol;
    }

    /** Offset of the IP header from the frame's first byte. */
    public static int network(long layers) {
        return (int) (layers >>> NETWORK_SHIFT) & 0xffff;
    }

    /** Offset from the frame's first byte of what follows the IP headers. */
    public static int transport(long layers) {
        return (int) layers & 0xffff;
    }

    /** Protocol of what follows the IP headers. */
    public static int protocol(long layers) {
        return (int) (layers >>> PROTOCOL_SHIFT) & 0xff;
    }

    /** Offset from the frame's first byte of the first byte behind the IP datagram; at most the frame's length. */
    public static int end(long layers) {
        return (int) (layers >>> END_SHIFT) & END_MASK;
    }
}
