package org.taplane.wire;

/**
 * The IPv6 header and the chain of extension headers behind it (RFC 8200 sections 3 and 4). Accessors take the header's
 * offset.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version| Traffic Class |           Flow Label                  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Payload Length        |  Next Header  |   Hop Limit   |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                     Source Address, 16 bytes                  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                  Destination Address, 16 bytes                |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 *  extension header
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Next Header  |  Hdr Ext Len  |              ...
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Jumbograms (RFC 2675: payload length 0) are not taken apart here, but by {@link Jumbo}.
 */
public final class Ipv6 {
    /** Bytes of the fixed header. */
    public static final int HEADER = 40;

    /** {@link #chain} of a packet whose extension headers lie, or go on for too long. */
    public static final int BROKEN = -1;

    /** Nobody sends more; each costs a step, and the sender of the frame chooses how many there are. */
    private static final int MAX_EXTENSIONS = 8;

    private static final int VERSION = 6;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int EXTENSION_MIN = 8;

    private static final int PROTOCOL_SHIFT = 16;
    private static final int FRAGMENT_BIT = 1 << 24;

    private Ipv6() {}

    /** Whether a header that contradicts neither itself nor the {@code available} bytes is at {@code at}. */
    public static boolean isWhole(Slab slab, int at, int available) {
        return available >= HEADER
                && slab.u8(at) >>> 4 == VERSION
                && payloadLength(slab, at) != 0
                && payloadLength(slab, at) <= available - HEADER;
    }

    /** Whether the header, of which there are 40 bytes, has no length of its own. */
    static boolean isJumbo(Slab slab, int at) {
        return slab.u8(at) >>> 4 == VERSION && payloadLength(slab, at) == 0;
    }

    /** Eight bits that stand where IPv4 has its TOS byte: DSCP and ECN. */
    public static int trafficClass(Slab slab, int at) {
        return slab.u16(at) >>> 4 & 0xff;
    }

    public static void trafficClass(Slab slab, int at, int trafficClass) {
        slab.putU16(at, (slab.u16(at) & 0xf00f) | trafficClass << 4);
    }

    /** Bytes behind the fixed header, extension headers included. */
    public static int payloadLength(Slab slab, int at) {
        return slab.u16(at + PAYLOAD_LENGTH);
    }

    public static void payloadLength(Slab slab, int at, int bytes) {
        slab.putU16(at + PAYLOAD_LENGTH, bytes);
    }

    /** Type of the header behind this one: an extension header or a protocol. */
    public static int nextHeader(Slab slab, int at) {
        return slab.u8(at + NEXT_HEADER);
    }

    public static void nextHeader(Slab slab, int at, int type) {
        slab.putU8(at + NEXT_HEADER, type);
    }

    /** Version, traffic class and flow label: the first 32 bits. */
    public static long flow(Slab slab, int at) {
        return slab.u32(at);
    }

    public static int hopLimit(Slab slab, int at) {
        return slab.u8(at + HOP_LIMIT);
    }

    /** Whether the packets at {@code one} and {@code other} go between the same two addresses. */
    public static boolean sameAddresses(Slab slab, int one, int other) {
        return slab.same(one + SOURCE, other + SOURCE, HEADER - SOURCE);
    }

    public static long sourceHigh(Slab slab, int at) {
        return slab.u64(at + SOURCE);
    }

    public static long sourceLow(Slab slab, int at) {
        return slab.u64(at + SOURCE + Long.BYTES);
    }

    public static long destinationHigh(Slab slab, int at) {
        return slab.u64(at + DESTINATION);
    }

    public static long destinationLow(Slab slab, int at) {
        return slab.u64(at + DESTINATION + Long.BYTES);
    }

    public static void destination(Slab slab, int at, long high, long low) {
        slab.putU64(at + DESTINATION, high);
        slab.putU64(at + DESTINATION + Long.BYTES, low);
    }

    /** Writes a fixed header of traffic class and flow label 0 that answers the packet whose header is at {@code packet}. */
    public static void writeAnswer(Slab slab, int at, int payloadLength, int protocol, Slab of, int packet) {
        slab.putU32(at, (long) VERSION << 28);
        payloadLength(slab, at, payloadLength);
        slab.putU8(at + NEXT_HEADER, protocol);
        slab.putU8(at + HOP_LIMIT, hopLimit(of, packet));
        slab.putU64(at + SOURCE, destinationHigh(of, packet));
        slab.putU64(at + SOURCE + Long.BYTES, destinationLow(of, packet));
        destination(slab, at, sourceHigh(of, packet), sourceLow(of, packet));
    }

    /**
     * Walks over the extension headers of a {@linkplain #isWhole whole} packet, up to its transport header or to a
     * fragment header. The result is {@link #BROKEN} or is read with {@link #upper}, {@link #protocol} and
     * {@link #isFragment}.
     */
    public static int chain(Slab slab, int at, int available) {
        int end = Math.min(available, HEADER + payloadLength(slab, at));
        int header = nextHeader(slab, at);
        int offset = HEADER;
        for (int step = 0; isExtension(header) && step < MAX_EXTENSIONS; step++) {
            if (end - offset < EXTENSION_MIN) {
                return BROKEN;
            }
            if (header == FRAGMENT) {
                return FRAGMENT_BIT | FRAGMENT << PROTOCOL_SHIFT | offset;
            }
            int length = extensionLength(slab, at + offset, header);
            header = slab.u8(at + offset);
            offset += length;
        }
        return offset > end || isExtension(header) ? BROKEN : header << PROTOCOL_SHIFT | offset;
    }

    /** Offset of the upper-layer header from the IPv6 header, or of the fragment header. */
    public static int upper(int chain) {
        return chain & 0xffff;
    }

    /** Protocol of the upper-layer header. */
    public static int protocol(int chain) {
        return chain >>> PROTOCOL_SHIFT & 0xff;
    }

    /** Whether the chain has a fragment header: what follows it may be any part of the datagram. */
    public static boolean isFragment(int chain) {
        return (chain & FRAGMENT_BIT) != 0;
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    /** The authentication header alone counts in units of four bytes (RFC 4302 section 2.2). */
    private static int extensionLength(Slab slab, int at, int header) {
        int units = slab.u8(at + 1);
        return header == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
    }
}
