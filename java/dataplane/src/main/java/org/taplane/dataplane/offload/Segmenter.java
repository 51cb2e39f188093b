package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;

/**
 * Cuts a frame of up to 64 KiB into segments as they go on the wire, by scatter-gather: each segment is a header block
 * that is written here and a slice of the frame's payload that stays where it is. The frame itself is only read.
 *
 * <pre>
 *   frame in the burst's slab   | Ethernet IP TCP | payload 0     | payload 1     | payload 2 |
 *                                                  ^ payloadOffset(0)              ^ payloadOffset(2)
 *   scratch slab    | spare | headers 0 | spare | headers 1 | spare | headers 2 |
 *                            ^ headerOffset(0)                       ^ headerOffset(2)
 * </pre>
 *
 * <p>The segments are, byte for byte, those of Linux (tcp_gso_segment, __udp_gso_segment and inet_gso_segment): IP and
 * UDP lengths are the segment's own, the IPv4 identification counts up, the TCP sequence number advances, FIN and PSH
 * stay on the last segment and CWR on the first, and all checksums are complete.
 *
 * <p>A frame of many small segments is cut in rounds, {@link #cut} and then {@link #cutOn} while it {@link #hasMore}.
 * Segments are numbered from 0 in each round.
 *
 * <p>One object serves one shard; the accessors describe the last round that was cut, until the next.
 */
public final class Segmenter {
    /** Most segments of a round, and most that one system call sends (UDP_MAX_SEGMENTS of the kernel). */
    public static final int MAX_SEGMENTS = 128;

    /**
     * Fewest bytes of payload in the segments of a frame that needs more rounds than one: Linux's smallest MSS
     * (net.ipv4.tcp_min_snd_mss) less the longest TCP options. Nobody means less, and it would cost a lot.
     */
    private static final int MIN_SIZE = 48 - 40;

    /** Bytes of the longest usual headers: Ethernet, a tag, IPv4 and TCP with all their options. */
    public static final int MAX_USUAL_HEADER = 14 + 4 + 60 + 60;

    private Slab frameSlab = Slab.allocate(1);
    private Slab scratch = frameSlab;
    private int start;
    private long layers;
    private int headerLength;
    private int payloadEnd;
    private int segmentSize;
    private int all;
    private int first;
    private int segments;
    private int firstHeader;
    private int stride;

    /** Scratch bytes that are enough for {@link #MAX_SEGMENTS} blocks of usual headers. */
    public static int scratchBytes(int spare) {
        return MAX_SEGMENTS * (spare + MAX_USUAL_HEADER);
    }

    /**
     * Cuts a GSO frame, or the first segments of it if there are more than {@link #MAX_SEGMENTS} or than there is room
     * for. The header blocks are written one behind the other into the {@code room} bytes of {@code scratch} from
     * {@code at} on, each with {@code spare} bytes before it that the caller may fill. Any frame with any offload header is
     * safe to pass; after a refusal there are no segments.
     */
    public Cut cut(Burst burst, int frame, Slab scratch, int at, int room, int spare) {
        all = 0;
        first = 0;
        segments = 0;
        int size = burst.gsoSize(frame);
        long found = GsoRequest.layers(burst, frame);
        if (found == Layers.NONE || size == 0) {
            return Cut.NOT_SEGMENTABLE;
        }
        int headers = GsoRequest.headerLength(burst, frame, found);
        int count = count(burst.length(frame) - headers, size);
        if (count > MAX_SEGMENTS && size < MIN_SIZE) {
            return Cut.TOO_MANY_SEGMENTS;
        }
        frameSlab = burst.slab();
        start = burst.start(frame);
        payloadEnd = start + burst.length(frame);
        layers = found;
        headerLength = headers;
        segmentSize = size;
        all = count;
        return cutOn(scratch, at, room, spare);
    }

    /** Goes on with the segments behind those that were cut last, of a frame that is still as it was. */
    public Cut cutOn(Slab scratch, int at, int room, int spare) {
        first += segments;
        stride = spare + headerLength;
        segments = Math.min(Math.min(all - first, MAX_SEGMENTS), room / stride);
        if (segments == 0) {
            all = 0;
            return Cut.NO_ROOM;
        }
        this.scratch = scratch;
        firstHeader = at + spare;
        writeHeaders();
        return Cut.DONE;
    }

    /** A frame without payload is one segment too. */
    private static int count(int payload, int size) {
        return Math.max(1, (payload + size - 1) / size);
    }

    /** Number of segments of the round, at most {@link #MAX_SEGMENTS}. */
    public int segments() {
        return segments;
    }

    /** Whether the frame has segments behind those of the round. */
    public boolean hasMore() {
        return first + segments < all;
    }

    /** Scratch offset of a segment's destination MAC. */
    public int headerOffset(int segment) {
        return firstHeader + segment * stride;
    }

    /** Bytes of every segment's headers. */
    public int headerLength() {
        return headerLength;
    }

    /** Offset in the burst's slab of a segment's payload. */
    public int payloadOffset(int segment) {
        return start + headerLength + (first + segment) * segmentSize;
    }

    /** Bytes of a segment's payload: the segment size, and what is left for the last. */
    public int payloadLength(int segment) {
        return Math.min(segmentSize, payloadEnd - payloadOffset(segment));
    }

    /** A segment in one piece, for tests and traces. */
    public byte[] copy(int segment) {
        Slab whole = Slab.allocate(headerLength + payloadLength(segment));
        whole.copyFrom(scratch, headerOffset(segment), 0, headerLength);
        whole.copyFrom(frameSlab, payloadOffset(segment), headerLength, payloadLength(segment));
        return whole.bytes(0, whole.size());
    }

    private void writeHeaders() {
        int pseudo = PseudoHeader.sum(frameSlab, start, layers, 0);
        for (int segment = 0; segment < segments; segment++) {
            int header = headerOffset(segment);
            scratch.copyFrom(frameSlab, start, header, headerLength);
            writeNetwork(segment, header + Layers.network(layers));
            writeTransport(segment, header + Layers.transport(layers), pseudo);
        }
    }

    private void writeNetwork(int segment, int ip) {
        int length = headerLength - Layers.network(layers) + payloadLength(segment);
        if (Layers.isIpv4(layers)) {
            Ipv4.totalLength(scratch, ip, length);
            Ipv4.id(scratch, ip, Ipv4.id(scratch, ip) + first + segment);
            Ipv4.writeChecksum(scratch, ip);
        } else {
            Ipv6.payloadLength(scratch, ip, length - Ipv6.HEADER);
        }
    }

    private void writeTransport(int segment, int transport, int pseudo) {
        if (GsoRequest.isTcp(layers)) {
            writeTcp(segment, transport);
            Tcp.checksum(scratch, transport, checksum(segment, transport, pseudo));
        } else {
            Udp.length(scratch, transport, Udp.HEADER + payloadLength(segment));
            Udp.checksum(scratch, transport, 0);
            int checksum = checksum(segment, transport, pseudo);
            Udp.checksum(scratch, transport, checksum == 0 ? Udp.CHECKSUM_ZERO : checksum);
        }
    }

    private void writeTcp(int segment, int tcp) {
        int flags = Tcp.flags(scratch, tcp);
        if (first + segment > 0) {
            flags &= ~Tcp.CWR;
        }
        if (first + segment < all - 1) {
            flags &= ~(Tcp.FIN | Tcp.PSH);
        }
        Tcp.flags(scratch, tcp, flags);
        Tcp.sequence(scratch, tcp, Tcp.sequence(scratch, tcp) + (long) (first + segment) * segmentSize);
        Tcp.checksum(scratch, tcp, 0);
    }

    /** Over pseudo header, transport header with a checksum of 0, and the payload where it lies. */
    private int checksum(int segment, int transport, int pseudo) {
        int transportLength = headerLength - Layers.transport(layers);
        int payload = payloadLength(segment);
        long sum = (long) pseudo + transportLength + payload;
        sum += InternetChecksum.sum(scratch, transport, transportLength);
        return InternetChecksum.finish(sum + InternetChecksum.sum(frameSlab, payloadOffset(segment), payload));
    }
}
