package org.taplane.wire;

/**
 * A hash that frames of one flow share and that spreads different flows well: over the MAC addresses, and for IP the
 * addresses, the protocol and the ports. Fragments are hashed without ports, so that all of a datagram's fragments hash
 * alike. It is the same in every run, on every machine.
 */
public final class FlowHash {
    private static final long SEED = 0x9e37_79b9_7f4a_7c15L;
    private static final int PORTS = 4;
    private static final int DCCP = 33;
    private static final int SCTP = 132;
    private static final int UDP_LITE = 136;

    private FlowHash() {}

    /** The hash of a frame of {@code length} bytes; every bit of it may be used. Never reads beyond the frame. */
    public static int of(Slab slab, int start, int length) {
        return length < Ethernet.HEADER ? 0 : ofLayers(slab, start, Layers.of(slab, start, length));
    }

    /** The same of a frame with a whole Ethernet header, whose {@link Layers} are known already. */
    public static int ofLayers(Slab slab, int start, long layers) {
        long hash = mix(mix(SEED, Ethernet.destination(slab, start)), Ethernet.source(slab, start));
        return finish(Layers.isIp(layers) ? mixIp(hash, slab, start, layers) : hash);
    }

    private static long mixIp(long hash, Slab slab, int start, long layers) {
        int ip = start + Layers.network(layers);
        long mixed = Layers.isIpv4(layers) ? mix(hash, Ipv4.addresses(slab, ip)) : mixIpv6Addresses(hash, slab, ip);
        long ports = hasPorts(layers) ? slab.u32(start + Layers.transport(layers)) : 0;
        return mix(mixed, (long) Layers.protocol(layers) << 32 | ports);
    }

    private static long mixIpv6Addresses(long hash, Slab slab, int ip) {
        long source = mix(mix(hash, Ipv6.sourceHigh(slab, ip)), Ipv6.sourceLow(slab, ip));
        return mix(mix(source, Ipv6.destinationHigh(slab, ip)), Ipv6.destinationLow(slab, ip));
    }

    private static boolean hasPorts(long layers) {
        return !Layers.isFragment(layers)
                && Layers.end(layers) - Layers.transport(layers) >= PORTS
                && switch (Layers.protocol(layers)) {
                    case Tcp.PROTOCOL, Udp.PROTOCOL, DCCP, SCTP, UDP_LITE -> true;
                    default -> false;
                };
    }

    /** One multiplication spreads upwards, one rotation brings the upper bits down before the next. */
    private static long mix(long hash, long value) {
        return Long.rotateLeft((hash ^ value) * SEED, 32);
    }

    /** The finalizer of splitmix64 (Steele, Lea, Flood 2014). */
    private static int finish(long hash) {
        long z = (hash ^ hash >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return (int) (z ^ z >>> 31);
    }
}
