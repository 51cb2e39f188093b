package org.taplane.wire;

/**
 * The TCP header (RFC 9293 section 3.1). Accessors take the header's offset.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        Sequence Number                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Acknowledgment Number                      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Data |       |C|E|U|A|P|R|S|F|                               |
 *  | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
 *  |       |       |R|E|G|K|H|T|N|N|                               |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           Checksum            |         Urgent Pointer        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           [Options]                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Tcp {
    /** IP protocol number. */
    public static final int PROTOCOL = 6;

    /** Bytes of a header without options. */
    public static final int HEADER = 20;

    /** Offset of the checksum in the header. */
    public static final int CHECKSUM = 16;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int CWR = 0x80;

    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int URGENT_POINTER = 18;

    private Tcp() {}

    /** Whether {@code available} bytes hold a header with all its options. */
    public static boolean isWhole(Slab slab, int at, int available) {
        return available >= HEADER && headerLength(slab, at) >= HEADER && headerLength(slab, at) <= available;
    }

    /** Both ports, the source in the upper half. */
    public static long ports(Slab slab, int at) {
        return slab.u32(at);
    }

    public static int sourcePort(Slab slab, int at) {
        return slab.u16(at);
    }

    public static int destinationPort(Slab slab, int at) {
        return slab.u16(at + DESTINATION_PORT);
    }

    public static long sequence(Slab slab, int at) {
        return slab.u32(at + SEQUENCE);
    }

    /** Sets the sequence number, modulo 2^32. */
    public static void sequence(Slab slab, int at, long sequence) {
        slab.putU32(at + SEQUENCE, sequence);
    }

    public static long acknowledgment(Slab slab, int at) {
        return slab.u32(at + ACKNOWLEDGMENT);
    }

    /** Bytes of the header with its options. */
    public static int headerLength(Slab slab, int at) {
        return slab.u8(at + DATA_OFFSET) >>> 4 << 2;
    }

    /** Data offset, reserved bits and flags: the 16 bits that end with FIN. */
    public static int offsetAndFlags(Slab slab, int at) {
        return slab.u16(at + DATA_OFFSET);
    }

    /** The eight bits CWR to FIN. */
    public static int flags(Slab slab, int at) {
        return slab.u8(at + FLAGS);
    }

    public static void flags(Slab slab, int at, int flags) {
        slab.putU8(at + FLAGS, flags);
    }

    public static int window(Slab slab, int at) {
        return slab.u16(at + WINDOW);
    }

    public static int urgentPointer(Slab slab, int at) {
        return slab.u16(at + URGENT_POINTER);
    }

    public static int checksum(Slab slab, int at) {
        return slab.u16(at + CHECKSUM);
    }

    public static void checksum(Slab slab, int at, int checksum) {
        slab.putU16(at + CHECKSUM, checksum);
    }
}
