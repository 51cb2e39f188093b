package org.taplane.wire;

/**
 * The GRE header (RFC 2784 section 2, RFC 2890 section 2). Accessors take the header's offset.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |C| |K|S| Reserved0       | Ver |         Protocol Type         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |      Checksum (if C)          |       Reserved1 (if C)        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                         Key (if K)                            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Headers with a sequence number are not taken apart.
 */
public final class Gre {
    /** Number of the protocol in an IP header. */
    public static final int PROTOCOL = 47;

    private static final int HEADER = 4;
    private static final int FLAG_CHECKSUM = 0x8000;
    private static final int FLAG_KEY = 0x2000;
    private static final int CHECKSUM = 4;

    private Gre() {}

    /** Whether a header with no other fields than checksum and key, of version 0, fits the {@code available} bytes. */
    public static boolean isWhole(Slab slab, int at, int available) {
        return available >= HEADER
                && (slab.u16(at) & ~(FLAG_CHECKSUM | FLAG_KEY)) == 0
                && headerLength(slab, at) <= available;
    }

    /** Bytes of the header with its fields. */
    public static int headerLength(Slab slab, int at) {
        int flags = slab.u16(at);
        return HEADER + ((flags & FLAG_CHECKSUM) == 0 ? 0 : 4) + ((flags & FLAG_KEY) == 0 ? 0 : 4);
    }

    /** Whether there is a checksum, over header and payload. */
    public static boolean hasChecksum(Slab slab, int at) {
        return (slab.u16(at) & FLAG_CHECKSUM) != 0;
    }

    public static void checksum(Slab slab, int at, int checksum) {
        slab.putU16(at + CHECKSUM, checksum);
    }
}
