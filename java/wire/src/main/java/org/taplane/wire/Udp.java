package org.taplane.wire;

/**
 * The UDP header (RFC 768). Accessors take the header's offset.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |            Length             |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * A checksum of zero means "none"; one that comes out as zero is sent as {@link #CHECKSUM_ZERO}.
 */
public final class Udp {
    /** IP protocol number. */
    public static final int PROTOCOL = 17;

    /** Bytes of the header. */
    public static final int HEADER = 8;

    /** Offset of the checksum in the header. */
    public static final int CHECKSUM = 6;

    /** How a computed checksum of zero is sent: the same number in ones' complement. */
    public static final int CHECKSUM_ZERO = 0xffff;

    private static final int DESTINATION_PORT = 2;
    private static final int LENGTH = 4;

    private Udp() {}

    /** Whether {@code available} bytes hold a header and all the payload that it announces. */
    public static boolean isWhole(Slab slab, int at, int available) {
        return available >= HEADER && length(slab, at) >= HEADER && length(slab, at) <= available;
    }

    /** Both ports at once: source port ‖ destination port. */
    public static long ports(Slab slab, int at) {
        return slab.u32(at);
    }

    public static int sourcePort(Slab slab, int at) {
        return slab.u16(at);
    }

    public static void sourcePort(Slab slab, int at, int port) {
        slab.putU16(at, port);
    }

    public static int destinationPort(Slab slab, int at) {
        return slab.u16(at + DESTINATION_PORT);
    }

    public static void destinationPort(Slab slab, int at, int port) {
        slab.putU16(at + DESTINATION_PORT, port);
    }

    /** Bytes of header and payload. */
    public static int length(Slab slab, int at) {
        return slab.u16(at + LENGTH);
    }

    public static void length(Slab slab, int at, int bytes) {
        slab.putU16(at + LENGTH, bytes);
    }

    public static int checksum(Slab slab, int at) {
        return slab.u16(at + CHECKSUM);
    }

    public static void checksum(Slab slab, int at, int checksum) {
        slab.putU16(at + CHECKSUM, checksum);
    }
}
