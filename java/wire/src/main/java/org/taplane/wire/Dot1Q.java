package org.taplane.wire;

/**
 * A VLAN tag (IEEE 802.1Q clause 9), which stands between the source address and the type of a frame. Accessors take
 * the offset of the frame's first byte.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         TPID = 0x8100         | PCP |D|          VID          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Length / Type         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * The 16 bits after the TPID are the tag control information, TCI; D is DEI, drop eligible.
 */
public final class Dot1Q {
    /** Bytes that a tag adds to a frame. */
    public static final int TAG = 4;

    /** Tag protocol identifier of a customer VLAN tag. */
    public static final int TPID = 0x8100;

    /** Tag protocol identifier of a service VLAN tag (802.1ad). */
    public static final int TPID_SERVICE = 0x88a8;

    /** The tag carries a priority and names no VLAN. */
    public static final int VID_PRIORITY = 0;

    /** Reserved, never on the wire (table 9-2). */
    public static final int VID_RESERVED = 4095;

    private static final int VID_MASK = 0x0fff;
    private static final int DEI_BIT = 0x1000;
    private static final int PCP_SHIFT = 13;
    private static final int TCI = 14;
    private static final int INNER_TYPE = 16;

    private Dot1Q() {}

    /** Whether {@code etherType} announces a tag of either kind. */
    public static boolean isTag(int etherType) {
        return etherType == TPID || etherType == TPID_SERVICE;
    }

    public static int tci(Slab slab, int frame) {
        return slab.u16(frame + TCI);
    }

    public static void tci(Slab slab, int frame, int tci) {
        slab.putU16(frame + TCI, tci);
    }

    /** The type that follows the frame's first tag. */
    public static int etherType(Slab slab, int frame) {
        return slab.u16(frame + INNER_TYPE);
    }

    public static int vid(int tci) {
        return tci & VID_MASK;
    }

    /** {@code tci} with another VLAN: priority and DEI stay. */
    public static int withVid(int tci, int vid) {
        return (tci & ~VID_MASK) | vid;
    }

    /** Priority code point, 0 to 7. */
    public static int pcp(int tci) {
        return tci >>> PCP_SHIFT & 7;
    }

    public static boolean isDropEligible(int tci) {
        return (tci & DEI_BIT) != 0;
    }
}
