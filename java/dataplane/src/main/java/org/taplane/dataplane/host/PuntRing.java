package org.taplane.dataplane.host;

import java.util.concurrent.atomic.AtomicBoolean;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.ring.RecordRing;
import org.taplane.wire.Slab;

/**
 * Copies of frames on their way from one shard to the control thread. Bounded by bytes, so that it holds many short
 * frames or a few long ones; what does not fit is refused. One thread offers, one drains. Of each record:
 *
 * <pre>
 *   0  s32  length of the record, see {@link RecordRing}
 *   4  s32  slot of the port that the frame came in by
 *   8  s32  VLAN ID, 0 if the frame was not classified
 *  12  s32  reason
 *  16       the frame
 * </pre>
 */
public final class PuntRing {
    private static final int HEADER = 16;
    private static final PuntReason[] REASONS = PuntReason.values();

    private final RecordRing ring;
    private final Slab slab;
    private final Runnable wake;

    /** Whether the other thread has been told that there is something, and has not looked yet. */
    private final AtomicBoolean told = new AtomicBoolean();

    /** What is done with a frame. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes a frame.
         *
         * @param slot of the port that the frame came in by
         * @param vid the frame's VLAN, 0 if it was not classified
         * @param at where its {@code length} bytes are, until this returns
         */
        void visit(PuntReason why, int slot, int vid, Slab slab, int at, int length);
    }

    /**
     * An empty ring.
     *
     * @param capacity in bytes, a power of two
     * @param wake told, by the thread that offers, that there is something to drain; it neither waits nor allocates
     */
    public PuntRing(int capacity, Runnable wake) {
        this.ring = new RecordRing(capacity);
        this.slab = ring.slab();
        this.wake = wake;
    }

    /** Copies a frame; false if there is no room. What its offload header leaves unfinished stays so in the copy. */
    boolean offer(PuntReason why, Burst burst, int frame) {
        int length = burst.length(frame);
        int at = ring.reserve(HEADER + length);
        if (at == RecordRing.NONE) {
            return false;
        }
        write(at, why, burst, frame, length);
        ring.commit();
        tell();
        return true;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
    private void write(int at, PuntReason why, Burst burst, int frame, int length) {
        slab.putNative32(at + 4, burst.ingress());
        slab.putNative32(at + 8, burst.vid(frame));
        slab.putNative32(at + 12, why.ordinal());
        slab.copyFrom(burst.slab(), burst.start(frame), at + HEADER, length);
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** Hands over what is there by now, in order. If the visitor throws, what it was given is gone all the same. */
    public void drain(Visitor visitor) {
        told.set(false);
        long mark = ring.end();
        for (int at = ring.first(mark); at != RecordRing.NONE; at = ring.first(mark)) {
            visit(visitor, at);
        }
    }

    private void visit(Visitor visitor, int at) {
        try {
            visitor.visit(
                    REASONS[slab.native32(at + 12)],
                    slab.native32(at + 4),
                    slab.native32(at + 8),
                    slab,
                    at + HEADER,
                    ring.length(at) - HEADER);
        } finally {
            ring.release();
        }
    }
}
