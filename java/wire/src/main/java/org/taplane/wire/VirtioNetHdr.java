package org.taplane.wire;

/**
 * Values of the offload header that travels with a frame between the kernel and TAP or packet sockets (linux/virtio_net.h,
 * struct virtio_net_hdr; OASIS VIRTIO 1.2 section 5.1.6). Fields are in machine byte order.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     flags     |    gso_type   |            hdr_len            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |            gso_size           |           csum_start          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          csum_offset          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class VirtioNetHdr {
    /** Bytes of the header. */
    public static final int HEADER = 10;

    /** Flag: the checksum at csum_start + csum_offset holds only the pseudo header's sum so far. */
    public static final int NEEDS_CSUM = 1;

    /** Flag: the checksum was verified. */
    public static final int DATA_VALID = 2;

    /** The frame is not to be cut. */
    public static final int GSO_NONE = 0;

    /** Cut as TCP over IPv4. */
    public static final int GSO_TCPV4 = 1;

    /** Cut as IP fragments of one UDP datagram; Linux gave it up in 4.14. */
    public static final int GSO_UDP = 3;

    /** Cut as TCP over IPv6. */
    public static final int GSO_TCPV6 = 4;

    /** Cut into UDP datagrams of their own, over IPv4 or IPv6. */
    public static final int GSO_UDP_L4 = 5;

    /** Bit beside a TCP type: the frame has CWR set, which only its first segment keeps. */
    public static final int GSO_ECN = 0x80;

    private VirtioNetHdr() {}

    /** Writes the header of a frame that is to be cut behind {@code headerLength} bytes into {@code gsoSize} each. */
    public static void writeGso(
            Slab slab, int at, int gsoType, int headerLength, int gsoSize, int csumStart, int csumOffset) {
        slab.putU8(at, NEEDS_CSUM);
        slab.putU8(at + 1, gsoType);
        slab.putNative16(at + 2, headerLength);
        slab.putNative16(at + 4, gsoSize);
        slab.putNative16(at + 6, csumStart);
        slab.putNative16(at + 8, csumOffset);
    }

    /** gso_type of a header whose first eight bytes, in little-endian order as everywhere here, are {@code header}. */
    public static int gsoType(long header) {
        return (int) (header >>> 8) & 0xff;
    }

    public static int headerLength(long header) {
        return (int) (header >>> 16) & 0xffff;
    }

    public static int gsoSize(long header) {
        return (int) (header >>> 32) & 0xffff;
    }

    public static int checksumStart(long header) {
        return (int) (header >>> 48);
    }
}
