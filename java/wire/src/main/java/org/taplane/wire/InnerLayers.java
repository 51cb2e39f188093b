package org.taplane.wire;

/**
 * Finds the IP header of a packet inside a tunnel from behind: from where its transport header is, and its end, which is the
 * frame's. What is between the outer headers and the inner ones need not be understood for that: a VXLAN or Geneve header
 * may be behind any UDP port, and Geneve's options are of any length.
 */
public final class InnerLayers {
    private static final int MAX_IPV4_HEADER = 60;
    private static final int MAX_EXTENSIONS = 64;
    private static final int EXTENSION_UNIT = 8;

    private InnerLayers() {}

    /**
     * The {@link Layers} of a whole IPv4 packet that reaches to the end of a frame of {@code length} bytes, and whose
     * payload of {@code protocol} starts at its byte {@code transport}; {@link Layers#NONE} if there is none.
     */
    public static long ipv4(Slab slab, int start, int length, int transport, int protocol) {
        for (int header = Ipv4.HEADER; header <= MAX_IPV4_HEADER; header += 4) {
            int network = transport - header;
            if (network >= Ethernet.HEADER && isIpv4(slab, start + network, length - network, header, protocol)) {
                return Layers.ipv4(network, header, protocol, length);
            }
        }
        return Layers.NONE;
    }

    private static boolean isIpv4(Slab slab, int ip, int available, int header, int protocol) {
        return Ipv4.isWhole(slab, ip, available)
                && Ipv4.headerLength(slab, ip) == header
                && Ipv4.totalLength(slab, ip) == available
                && Ipv4.protocol(slab, ip) == protocol
                && !Ipv4.isFragment(slab, ip);
    }

    /** The same of an IPv6 packet, which may have extension headers. */
    public static long ipv6(Slab slab, int start, int length, int transport, int protocol) {
        for (int extensions = 0; extensions <= MAX_EXTENSIONS; extensions += EXTENSION_UNIT) {
            int headers = Ipv6.HEADER + extensions;
            int network = transport - headers;
            if (network >= Ethernet.HEADER && isIpv6(slab, start + network, length - network, headers, protocol)) {
                return Layers.ipv6(network, headers, protocol, length);
            }
        }
        return Layers.NONE;
    }

    private static boolean isIpv6(Slab slab, int ip, int available, int headers, int protocol) {
        if (!Ipv6.isWhole(slab, ip, available) || Ipv6.HEADER + Ipv6.payloadLength(slab, ip) != available) {
            return false;
        }
        int chain = Ipv6.chain(slab, ip, available);
        return chain != Ipv6.BROKEN
                && !Ipv6.isFragment(chain)
                && Ipv6.upper(chain) == headers
                && Ipv6.protocol(chain) == protocol;
    }
}
