package org.taplane.wire;

/**
 * The offload header that can speak of a UDP tunnel (linux/virtio_net.h, struct virtio_net_hdr_v1_hash_tunnel; Linux
 * 6.17): a {@link VirtioNetHdr}, whose csum_start and hdr_len count from the outer Ethernet header, and where the
 * tunnel's headers are. The last two fields are little-endian, as every machine is that Taplane runs on.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     flags     |    gso_type   |            hdr_len            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |            gso_size           |           csum_start          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          csum_offset          |          num_buffers          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           hash_value                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          hash_report          |            padding            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |        outer_th_offset        |        inner_nh_offset        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class TunnelNetHdr {
    /** Bytes of the header. */
    public static final int HEADER = 24;

    /** Flag: the outer UDP checksum is wanted; its field holds the pseudo header's sum. */
    public static final int UDP_TUNNEL_CSUM = 8;

    /** Bit beside an inner type: a segment under IPv4 and UDP headers. */
    public static final int GSO_UDP_TUNNEL_IPV4 = 0x20;

    /** Bit beside an inner type: a segment under IPv6 and UDP headers. */
    public static final int GSO_UDP_TUNNEL_IPV6 = 0x40;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int HDR_LEN = 2;
    private static final int GSO_SIZE = 4;
    private static final int CSUM_START = 6;
    private static final int CSUM_OFFSET = 8;
    private static final int OUTER_TH_OFFSET = 20;
    private static final int INNER_NH_OFFSET = 22;

    private TunnelNetHdr() {}

    public static void segmentation(Slab slab, int at, int type, int size, int headerLength) {
        slab.putU8(at + GSO_TYPE, type);
        slab.putNative16(at + GSO_SIZE, size);
        slab.putNative16(at + HDR_LEN, headerLength);
    }

    /** Asks, with {@code flags} beside, for the checksum {@code offset} bytes behind {@code start}. */
    public static void checksum(Slab slab, int at, int flags, int start, int offset) {
        slab.putU8(at + FLAGS, VirtioNetHdr.NEEDS_CSUM | flags);
        slab.putNative16(at + CSUM_START, start);
        slab.putNative16(at + CSUM_OFFSET, offset);
    }

    /** Where the outer UDP and the inner IP header are. */
    public static void tunnel(Slab slab, int at, int outerTransport, int innerNetwork) {
        slab.putNative16(at + OUTER_TH_OFFSET, outerTransport);
        slab.putNative16(at + INNER_NH_OFFSET, innerNetwork);
    }
}
