package org.taplane.dataplane.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;

/**
 * Copies of frames on their way from one shard to the control thread. Bounded by bytes, so that it holds many short
 * frames or a few long ones; what does not fit is refused. One thread offers, one drains.
 *
 * <p>Records follow each other, each at a multiple of 16 bytes; one that would reach beyond the end starts at 0:
 *
 * <pre>
 *   0  s32  length of the frame in bytes, or {@link #SKIP}: the next record is at 0
 *   4  s32  slot of the port that it came in by
 *   8  s32  VLAN ID, 0 if the frame was not classified
 *  12  s32  reason
 *  16       the frame
 * </pre>
 */
public final class PuntRing {
    private static final int HEADER = 16;
    private static final int SKIP = -1;
    private static final PuntReason[] REASONS = PuntReason.values();

    private final Slab slab;
    private final int capacity;
    private final Runnable wake;

    /** Bytes that were ever offered, what was skipped included, and that were ever drained. */
    private final AtomicLong tail = new AtomicLong();

    private final AtomicLong head = new AtomicLong();

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
        if (Integer.bitCount(capacity) != 1 || capacity < HEADER) {
            throw new IllegalArgumentException("not a size of a ring: " + capacity);
        }
        this.capacity = capacity;
        this.slab = Slab.allocate(capacity);
        this.wake = wake;
    }

    /** Copies a frame; false if there is no room. What its offload header leaves unfinished stays so in the copy. */
    boolean offer(PuntReason why, Burst burst, int frame) {
        int length = burst.length(frame);
        int record = HEADER + (length + HEADER - 1 & -HEADER);
        long end = tail.get();
        int offset = offset(end);
        int skipped = capacity - offset < record ? capacity - offset : 0;
        if (end + skipped + record - head.get() > capacity) {
            return false;
        }
        if (skipped > 0) {
            slab.putNative32(offset, SKIP);
            offset = 0;
        }
        write(offset, why, burst, frame, length);
        tail.set(end + skipped + record);
        tell();
        return true;
    }

    private int offset(long position) {
        return (int) position & capacity - 1;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
    private void write(int offset, PuntReason why, Burst burst, int frame, int length) {
        slab.putNative32(offset, length);
        slab.putNative32(offset + 4, burst.ingress());
        slab.putNative32(offset + 8, burst.vid(frame));
        slab.putNative32(offset + 12, why.ordinal());
        slab.copyFrom(burst.slab(), burst.start(frame), offset + HEADER, length);
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** Hands over what is there by now, in order. If the visitor throws, what it was given is gone all the same. */
    public void drain(Visitor visitor) {
        told.set(false);
        long end = tail.get();
        long at = head.get();
        while (at < end) {
            int offset = offset(at);
            int length = slab.native32(offset);
            if (length == SKIP) {
                at += capacity - offset;
                head.set(at);
            } else {
                at += HEADER + (length + HEADER - 1 & -HEADER);
                visit(visitor, offset, length, at);
            }
        }
    }

    private void visit(Visitor visitor, int offset, int length, long next) {
        try {
            visitor.visit(
                    REASONS[slab.native32(offset + 12)],
                    slab.native32(offset + 4),
                    slab.native32(offset + 8),
                    slab,
                    offset + HEADER,
                    length);
        } finally {
            head.set(next);
        }
    }
}
