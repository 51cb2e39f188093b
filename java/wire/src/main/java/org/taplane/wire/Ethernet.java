package org.taplane.wire;

/**
 * The header of an Ethernet frame (IEEE 802.3 clause 3.1). Addresses are the low 48 bits of a {@code long}, first octet
 * on the wire highest.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                      Destination address                      |
 *  +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                               |                               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 *  |                        Source address                         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Length / Type         |            Data ...
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ethernet {
    /** Bytes of the header. */
    public static final int HEADER = 14;

    /** Bytes of one address. */
    public static final int ADDRESS = 6;

    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_IPV6 = 0x86dd;
    public static final int TYPE_LLDP = 0x88cc;

    /** Smallest value of the last field that is a type; below 0x0600 it is a length (IEEE 802.3 clause 3.2.6). */
    public static final int TYPE_MIN = 0x0600;

    public static final long BROADCAST = 0xffff_ffff_ffffL;

    /** Bridge group address, first of the sixteen reserved ones (IEEE 802.1Q table 8-1). */
    public static final long BRIDGE_GROUP = 0x0180_c200_0000L;

    /** Nearest bridge group address: no bridge of any kind relays it (IEEE 802.1Q table 8-1). */
    public static final long NEAREST_BRIDGE = 0x0180_c200_000eL;

    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    private Ethernet() {}

    public static long destination(Slab slab, int at) {
        return slab.u64(at) >>> 16;
    }

    public static void destination(Slab slab, int at, long address) {
        slab.putU48(at, address);
    }

    public static long source(Slab slab, int at) {
        return sourceOf(sourceAndType(slab, at));
    }

    public static void source(Slab slab, int at, long address) {
        slab.putU48(at + SOURCE, address);
    }

    /** Type, or length of an 802.3 frame: {@link #TYPE_MIN}. */
    public static int etherType(Slab slab, int at) {
        return slab.u16(at + TYPE);
    }

    public static void etherType(Slab slab, int at, int type) {
        slab.putU16(at + TYPE, type);
    }

    /** {@link #source} and {@link #etherType} by one read, for {@link #sourceOf} and {@link #etherTypeOf}. */
    public static long sourceAndType(Slab slab, int at) {
        return slab.u64(at + SOURCE);
    }

    public static long sourceOf(long sourceAndType) {
        return sourceAndType >>> 16;
    }

    public static int etherTypeOf(long sourceAndType) {
        return (int) sourceAndType & 0xffff;
    }

    /** Whether {@code address} is a group address: multicast or broadcast (IEEE 802 clause 8.2). */
    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }
}
