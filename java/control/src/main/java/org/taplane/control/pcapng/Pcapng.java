package org.taplane.control.pcapng;

/** The numbers of the format. */
final class Pcapng {
    static final int SECTION_HEADER = 0x0a0d0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    static final int BYTE_ORDER = 0x1a2b3c4d;

    /** Type and length before a block's body, and the length again behind it. */
    static final int HEAD = 8;

    static final int TAIL = 4;

    // Options of any block, and of each kind.
    static final int OPT_END = 0;
    static final int OPT_COMMENT = 1;
    static final int SHB_APPLICATION = 4;
    static final int IF_NAME = 2;
    static final int IF_RESOLUTION = 9;
    static final int IF_FILTER = 11;
    static final int EPB_FLAGS = 2;
    static final int ISB_RECEIVED = 4;
    static final int ISB_DROPPED = 5;

    private Pcapng() {}

    /** Bytes of something that is {@code length} long, filled up to a multiple of four. */
    static int padded(int length) {
        return length + 3 & -4;
    }
}
