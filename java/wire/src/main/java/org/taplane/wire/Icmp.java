package org.taplane.wire;

/**
 * ICMP messages (RFC 792) that report an error, and the one about packets that are too long (RFC 1191 section 4).
 * Accessors take the offset of the message.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   Type = 3    |   Code = 4    |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           unused = 0          |         Next-Hop MTU          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |      IPv4 header and beginning of the packet's payload        |
 * </pre>
 */
public final class Icmp {
    /** IP protocol number. */
    public static final int PROTOCOL = 1;

    /** Bytes before the packet that an error is about. */
    public static final int HEADER = 8;

    private static final int DESTINATION_UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int SOURCE_QUENCH = 4;
    private static final int REDIRECT = 5;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;

    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int UNUSED = 4;
    private static final int MTU = 6;

    private Icmp() {}

    /** Whether the message, of which one byte is there, is an error: errors are never answered by errors (RFC 1122 3.2.2). */
    public static boolean isError(Slab slab, int at) {
        return switch (slab.u8(at)) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** Whether the message, of which {@link #HEADER} bytes are there, is "fragmentation needed and DF set". */
    public static boolean isFragmentationNeeded(Slab slab, int at) {
        return slab.u8(at) == DESTINATION_UNREACHABLE && slab.u8(at + CODE) == FRAGMENTATION_NEEDED;
    }

    /** Longest packet that the next hop takes; 0 from a router that does not know RFC 1191. */
    public static int mtu(Slab slab, int at) {
        return slab.u16(at + MTU);
    }

    /** Makes the {@code length} bytes at {@code at}, the packet from {@link #HEADER} on, "fragmentation needed". */
    public static void writeFragmentationNeeded(Slab slab, int at, int length, int mtu) {
        slab.putU8(at, DESTINATION_UNREACHABLE);
        slab.putU8(at + CODE, FRAGMENTATION_NEEDED);
        slab.putU16(at + CHECKSUM, 0);
        slab.putU16(at + UNUSED, 0);
        slab.putU16(at + MTU, mtu);
        slab.putU16(at + CHECKSUM, InternetChecksum.of(slab, at, length));
    }
}
