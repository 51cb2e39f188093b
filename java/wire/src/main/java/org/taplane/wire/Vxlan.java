package org.taplane.wire;

/**
 * The VXLAN header (RFC 7348 section 5). Accessors take the header's offset; the caller has checked that
 * {@link #HEADER} bytes are there.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |R|R|R|R|I|R|R|R|            Reserved                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                VXLAN Network Identifier (VNI) |   Reserved    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Vxlan {
    /** Bytes of the header. */
    public static final int HEADER = 8;

    /** UDP destination port that IANA assigned. */
    public static final int PORT = 4789;

    /** Largest network identifier. */
    public static final int VNI_MAX = 0xff_ffff;

    /** Where the network identifier's lowest bit is, in the header as one 64-bit word. */
    public static final int VNI_SHIFT = 8;

    private static final long FLAG_VNI = 0x0800_0000_0000_0000L;
    private static final long VNI_MASK = 0xffff_ff00L;

    private Vxlan() {}

    /** Whether the I flag is set, without which the header carries no network identifier. */
    public static boolean hasVni(Slab slab, int at) {
        return (slab.u64(at) & FLAG_VNI) != 0;
    }

    public static int vni(Slab slab, int at) {
        return (int) ((slab.u64(at) & VNI_MASK) >>> VNI_SHIFT);
    }

    /** Whether a bit is set that the RFC reserves. */
    public static boolean hasReservedBits(Slab slab, int at) {
        return (slab.u64(at) & ~(FLAG_VNI | VNI_MASK)) != 0;
    }

    /** Writes a whole header: I flag, {@code vni}, reserved bits zero. */
    public static void write(Slab slab, int at, int vni) {
        slab.putU64(at, header(vni));
    }

    /** The whole header for {@code vni} as one word: I flag, reserved bits zero. */
    public static long header(int vni) {
        return FLAG_VNI | (long) vni << VNI_SHIFT;
    }
}
