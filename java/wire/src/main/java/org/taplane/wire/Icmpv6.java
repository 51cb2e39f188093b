package org.taplane.wire;

/**
 * ICMPv6 messages (RFC 4443) that report an error, and the one about packets that are too long (section 3.2). Accessors
 * take the offset of the message.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   Type = 2    |   Code = 0    |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                              MTU                              |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                  beginning of the packet                      |
 * </pre>
 */
public final class Icmpv6 {
    /** Next header number. */
    public static final int PROTOCOL = 58;

    /** Bytes before the packet that an error is about. */
    public static final int HEADER = 8;

    private static final int PACKET_TOO_BIG = 2;
    /** Types from here on are no errors (section 2.1). */
    private static final int FIRST_INFORMATIONAL = 128;

    private static final int CHECKSUM = 2;
    private static final int MTU = 4;

    private Icmpv6() {}

    /** Whether the message, of which one byte is there, is an error: errors are never answered by errors (section 2.4). */
    public static boolean isError(Slab slab, int at) {
        return slab.u8(at) < FIRST_INFORMATIONAL;
    }

    /** Whether the message, of which {@link #HEADER} bytes are there, is "packet too big". */
    public static boolean isPacketTooBig(Slab slab, int at) {
        return slab.u8(at) == PACKET_TOO_BIG;
    }

    /** Longest packet that the next hop takes. */
    public static long mtu(Slab slab, int at) {
        return slab.u32(at + MTU);
    }

    /**
     * Makes the {@code length} bytes at {@code at}, the packet from {@link #HEADER} on, "packet too big".
     *
     * @param ip offset of the IPv6 header in front, whose addresses the checksum covers
     */
    public static void writePacketTooBig(Slab slab, int ip, int at, int length, int mtu) {
        slab.putU16(at, PACKET_TOO_BIG << 8);
        slab.putU16(at + CHECKSUM, 0);
        slab.putU32(at + MTU, mtu);
        long sum =
                (long) InternetChecksum.pseudoIpv6(slab, ip, PROTOCOL, length) + InternetChecksum.sum(slab, at, length);
        slab.putU16(at + CHECKSUM, InternetChecksum.finish(sum));
    }
}
