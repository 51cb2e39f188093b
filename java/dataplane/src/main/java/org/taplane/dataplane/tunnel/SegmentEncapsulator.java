package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Cut;
import org.taplane.dataplane.offload.Segmenter;

/**
 * Puts the segments of one long frame into datagrams: each is a header block of its own, tunnel header in front, and a
 * slice of the frame's payload where it lies. Segments of equal size go as one message that the kernel cuts
 * ({@code UDP_SEGMENT}), as many as it takes. A frame of very many segments is cut in rounds.
 */
final class SegmentEncapsulator {
    private static final int PIECES_PER_SEGMENT = 2;

    private final Segmenter segmenter = new Segmenter();
    private final TunnelHeader header;
    private final Outbox outbox;
    private final DatagramBatch batch;
    private final DatagramSender sender;

    SegmentEncapsulator(TunnelHeader header, Outbox outbox, DatagramSender sender) {
        this.header = header;
        this.outbox = outbox;
        batch = outbox.batch();
        this.sender = sender;
    }

    /** Posts the frame, or returns false if it cannot be cut. */
    boolean post(Burst burst, int frame, int vni) {
        reserve(burst, frame);
        Cut cut = segmenter.cut(burst, frame, batch.slab(), batch.headersEnd(), batch.headerRoom(), TunnelHeader.BYTES);
        if (cut != Cut.DONE) {
            return false;
        }
        postRound(vni, burst.length(frame));
        while (segmenter.hasMore()) {
            reserve(burst, frame);
            segmenter.cutOn(batch.slab(), batch.headersEnd(), batch.headerRoom(), TunnelHeader.BYTES);
            postRound(vni, burst.length(frame));
        }
        return true;
    }

    /**
     * Before cutting: a flush would take the header blocks away. The estimate may be one segment too high. Headers that
     * are longer than any usual may ask for more than there is at all; then fewer segments make a round.
     */
    private void reserve(Burst burst, int frame) {
        int segments = burst.length(frame) / Math.max(1, burst.gsoSize(frame)) + 1;
        int bounded = Math.min(segments, Segmenter.MAX_SEGMENTS);
        outbox.reserve(PIECES_PER_SEGMENT * bounded, (TunnelHeader.BYTES + burst.headerLength(frame)) * bounded);
    }

    private void postRound(int vni, int frameLength) {
        batch.takeHeaders(segmenter.segments() * (TunnelHeader.BYTES + segmenter.headerLength()));
        int datagram = TunnelHeader.BYTES + segmenter.headerLength() + segmenter.payloadLength(0);
        int most = datagramsPerMessage(datagram);
        int all = segmenter.segments();
        for (int from = 0; from < all; from += most) {
            int to = Math.min(from + most, all);
            int piece = batch.pieces();
            addSegments(from, to, vni);
            boolean ends = to == all && !segmenter.hasMore();
            outbox.post(piece, to - from > 1 ? datagram : 0, ends ? 1 : 0, ends ? frameLength : 0);
        }
    }

    private int datagramsPerMessage(int datagram) {
        return sender.segments() ? Math.clamp(DatagramBatch.MAX_MESSAGE / datagram, 1, DatagramBatch.MAX_DATAGRAMS) : 1;
    }

    private void addSegments(int from, int to, int vni) {
        for (int segment = from; segment < to; segment++) {
            int at = segmenter.headerOffset(segment) - TunnelHeader.BYTES;
            header.write(batch.slab(), at, vni);
            batch.addPiece(DatagramBatch.HEADERS, at, TunnelHeader.BYTES + segmenter.headerLength());
            batch.addPiece(DatagramBatch.FRAMES, segmenter.payloadOffset(segment), segmenter.payloadLength(segment));
        }
    }
}
