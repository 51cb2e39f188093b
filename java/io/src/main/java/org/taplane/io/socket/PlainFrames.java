package org.taplane.io.socket;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.Cut;
import org.taplane.dataplane.offload.Segmenter;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.FloodedChecksums;
import org.taplane.io.device.SendErrno;
import org.taplane.wire.VirtioNetHdr;

/**
 * Sends frames as they go on a wire, because what carries them has no offload header: checksums are complete, and what is to
 * be cut is cut, into header blocks and slices of the payload where it lies. One call of the sender a burst, mostly.
 */
public final class PlainFrames {
    /** Headers of a few long frames. */
    private static final int HEADER_BYTES = 4 * Segmenter.scratchBytes(0);

    private static final int PIECES_PER_SEGMENT = 2;

    private final PortCounters counters;
    private final DatagramBatch batch = new DatagramBatch(HEADER_BYTES);
    private final Segmenter segmenter = new Segmenter();
    private final FloodedChecksums checksums = new FloodedChecksums();

    /** @param counters of the port that sends */
    public PlainFrames(PortCounters counters) {
        this.counters = counters;
    }

    /** Sends the frames in order, and counts. */
    public void send(Burst burst, FrameList frames, FrameSender sender) {
        batch.clear();
        try {
            for (int i = 0; i < frames.size(); i++) {
                add(burst, frames.get(i), sender);
            }
            flush(burst, sender);
        } finally {
            checksums.restore(burst);
        }
    }

    private void add(Burst burst, int frame, FrameSender sender) {
        if (burst.gsoType(frame) == VirtioNetHdr.GSO_NONE) {
            checksums.complete(burst, frame);
            addWhole(burst, frame, sender);
        } else if (!addSegments(burst, frame, sender)) {
            counters.dropSent(DropReason.NOT_SEGMENTABLE, burst, 1L << frame);
        }
    }

    private void addWhole(Burst burst, int frame, FrameSender sender) {
        reserve(1, 0, burst, sender);
        int piece = batch.addPiece(DatagramBatch.FRAMES, burst.start(frame), burst.length(frame));
        addMessage(piece, 1, burst.length(frame), burst, sender);
    }

    /** A frame of very many segments is cut in rounds. Returns false if it cannot be cut. */
    private boolean addSegments(Burst burst, int frame, FrameSender sender) {
        reserve(burst, frame, sender);
        Cut cut = segmenter.cut(burst, frame, batch.slab(), batch.headersEnd(), batch.headerRoom(), 0);
        if (cut != Cut.DONE) {
            return false;
        }
        addRound(burst, frame, sender);
        while (segmenter.hasMore()) {
            reserve(burst, frame, sender);
            segmenter.cutOn(batch.slab(), batch.headersEnd(), batch.headerRoom(), 0);
            addRound(burst, frame, sender);
        }
        return true;
    }

    private void addRound(Burst burst, int frame, FrameSender sender) {
        int headers = segmenter.headerLength();
        batch.takeHeaders(segmenter.segments() * headers);
        for (int segment = 0; segment < segmenter.segments(); segment++) {
            int piece = batch.addPiece(DatagramBatch.HEADERS, segmenter.headerOffset(segment), headers);
            batch.addPiece(DatagramBatch.FRAMES, segmenter.payloadOffset(segment), segmenter.payloadLength(segment));
            boolean ends = segment == segmenter.segments() - 1 && !segmenter.hasMore();
            addMessage(piece, ends ? 1 : 0, ends ? burst.length(frame) : 0, burst, sender);
        }
    }

    /** Before cutting: a flush would take the header blocks away. The estimate may be one segment too high. */
    private void reserve(Burst burst, int frame, FrameSender sender) {
        int segments = burst.length(frame) / Math.max(1, burst.gsoSize(frame)) + 1;
        int bounded = Math.min(segments, Segmenter.MAX_SEGMENTS);
        reserve(PIECES_PER_SEGMENT * bounded, burst.headerLength(frame) * bounded, burst, sender);
    }

    private void reserve(int pieces, int headerBytes, Burst burst, FrameSender sender) {
        if (!batch.hasRoom(pieces, headerBytes)) {
            flush(burst, sender);
        }
    }

    /** @param ended frames that end with the message, for counting, and {@code bytes} of them */
    private void addMessage(int first, int ended, int bytes, Burst burst, FrameSender sender) {
        if (!batch.hasMessageRoom()) {
            deliver(burst, sender);
            batch.clearMessages();
        }
        batch.count(batch.addMessage(first, batch.pieces()), ended, bytes);
    }

    private void flush(Burst burst, FrameSender sender) {
        if (batch.messages() > 0) {
            deliver(burst, sender);
        }
        batch.clear();
    }

    private void deliver(Burst burst, FrameSender sender) {
        if (sender.send(burst.slab(), batch) != 0) {
            countRefused();
        }
        countSent();
    }

    private void countRefused() {
        for (int message = 0; message < batch.messages(); message++) {
            int errno = batch.error(message);
            if (errno != 0) {
                counters.dropSent(SendErrno.reason(errno), batch.frames(message));
            }
        }
    }

    private void countSent() {
        long frames = 0;
        long bytes = 0;
        for (int message = 0; message < batch.messages(); message++) {
            if (batch.error(message) == 0) {
                frames += batch.frames(message);
                bytes += batch.bytes(message);
            }
        }
        counters.sent(frames, bytes);
    }
}
