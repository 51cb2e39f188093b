package org.taplane.wire;

/**
 * The IPv4 header (RFC 791 section 3.1). Accessors take the header's offset.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version|  IHL  |Type of Service|          Total Length         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Identification        |Flags|      Fragment Offset    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Time to Live |    Protocol   |         Header Checksum       |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                       Source Address                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Destination Address                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Options                    |    Padding    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv4 {
    /** Bytes of a header without options. */
    public static final int HEADER = 20;

    private static final int VERSION = 4;
    /** Version and header length of a header without options. */
    private static final int VERSION_AND_LENGTH = 0x45;

    private static final int TOS = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int ID = 4;
    private static final int FRAGMENT = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    /** {@link #fragmentBits} of a packet that is whole and must stay so. */
    public static final int DONT_FRAGMENT = 0x4000;

    /** "More fragments" and the offset; "do not fragment" is left out. */
    private static final int FRAGMENT_BITS = 0x3fff;

    private Ipv4() {}

    /** Whether a header that contradicts neither itself nor the {@code available} bytes is at {@code at}. */
    public static boolean isWhole(Slab slab, int at, int available) {
        return available >= HEADER
                && slab.u8(at) >>> 4 == VERSION
                && headerLength(slab, at) >= HEADER
                && headerLength(slab, at) <= totalLength(slab, at)
                && totalLength(slab, at) <= available;
    }

    /** Whether a header is at {@code at} that leaves it to the {@code available} bytes how long the packet is. */
    static boolean isJumbo(Slab slab, int at, int available) {
        return available >= HEADER
                && slab.u8(at) >>> 4 == VERSION
                && headerLength(slab, at) >= HEADER
                && headerLength(slab, at) <= available
                && totalLength(slab, at) == 0;
    }

    /** Bytes of the header with its options. */
    public static int headerLength(Slab slab, int at) {
        return (slab.u8(at) & 0xf) << 2;
    }

    public static int tos(Slab slab, int at) {
        return slab.u8(at + TOS);
    }

    /** Sets TOS and keeps the header checksum right (RFC 1624). */
    public static void tos(Slab slab, int at, int tos) {
        int before = slab.u16(at);
        slab.putU8(at + TOS, tos);
        slab.putU16(at + CHECKSUM, InternetChecksum.update(checksum(slab, at), before, slab.u16(at)));
    }

    /** Bytes of header and payload. */
    public static int totalLength(Slab slab, int at) {
        return slab.u16(at + TOTAL_LENGTH);
    }

    public static void totalLength(Slab slab, int at, int bytes) {
        slab.putU16(at + TOTAL_LENGTH, bytes);
    }

    public static int id(Slab slab, int at) {
        return slab.u16(at + ID);
    }

    public static void id(Slab slab, int at, int id) {
        slab.putU16(at + ID, id);
    }

    /** The 16 bits of flags and fragment offset. */
    public static int fragmentBits(Slab slab, int at) {
        return slab.u16(at + FRAGMENT);
    }

    /** Whether this is one of several fragments, the first included. */
    public static boolean isFragment(Slab slab, int at) {
        return (slab.u16(at + FRAGMENT) & FRAGMENT_BITS) != 0;
    }

    public static int ttl(Slab slab, int at) {
        return slab.u8(at + TTL);
    }

    /** Protocol of the payload, for instance {@link Tcp#PROTOCOL}. */
    public static int protocol(Slab slab, int at) {
        return slab.u8(at + PROTOCOL);
    }

    public static int checksum(Slab slab, int at) {
        return slab.u16(at + CHECKSUM);
    }

    public static long source(Slab slab, int at) {
        return slab.u32(at + SOURCE);
    }

    public static long destination(Slab slab, int at) {
        return slab.u32(at + DESTINATION);
    }

    public static void destination(Slab slab, int at, long address) {
        slab.putU32(at + DESTINATION, address);
    }

    /** Both addresses, the source in the upper half. */
    public static long addresses(Slab slab, int at) {
        return slab.u64(at + SOURCE);
    }

    /** Writes a header without options, not to be fragmented, that answers the packet whose header is at {@code packet}. */
    public static void writeAnswer(Slab slab, int at, int totalLength, int protocol, Slab of, int packet) {
        slab.putU16(at, VERSION_AND_LENGTH << 8);
        totalLength(slab, at, totalLength);
        id(slab, at, 0);
        slab.putU16(at + FRAGMENT, DONT_FRAGMENT);
        slab.putU8(at + TTL, ttl(of, packet));
        slab.putU8(at + PROTOCOL, protocol);
        slab.putU32(at + SOURCE, destination(of, packet));
        destination(slab, at, source(of, packet));
        writeChecksum(slab, at);
    }

    /** Computes the header checksum over the header as it stands. */
    public static void writeChecksum(Slab slab, int at) {
        slab.putU16(at + CHECKSUM, 0);
        slab.putU16(at + CHECKSUM, InternetChecksum.of(slab, at, headerLength(slab, at)));
    }
}
