package org.taplane.dataplane.bridge;

import java.util.concurrent.atomic.AtomicLong;
import org.taplane.dataplane.frame.Tick;

/**
 * What happened to the dynamic entries of an {@link Fdb}, on its way to the control thread: written by whichever thread
 * changes the table, which it does rarely and one at a time, drained by one. Bounded; what does not fit is counted.
 * Nothing waits for whoever drains.
 *
 * <p>Three longs a record:
 *
 * <pre>
 *   station   see {@link Fdb#station}
 *   places    location before, 32 bits; location after, 32 bits; see {@link Location}
 *   change    tick, 32 bits; what happened, 32 bits
 * </pre>
 */
public final class FdbJournal {
    private static final int RECORD = 3;
    private static final FdbChange[] CHANGES = FdbChange.values();

    private final long[] cells;
    private final int capacity;
    private final Runnable wake;

    /** Records that were ever written, and that were ever drained. */
    private final AtomicLong tail = new AtomicLong();

    private final AtomicLong head = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /** Whether the other thread has been told that there is something, and has not looked yet. */
    private volatile boolean told;

    /** What is done with a record. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes a record.
         *
         * @param station see {@link Fdb#vid} and {@link Fdb#mac}
         * @param from where the station was; for a new one {@link Fdb#MISS}
         * @param to where it is; for one that is not known any more {@link Fdb#MISS}
         * @param tick when, see {@link Tick}
         */
        void visit(FdbChange what, long station, int from, int to, int tick);
    }

    /**
     * An empty journal.
     *
     * @param capacity in records, a power of two
     * @param wake told, once until it is drained, that there is something; it neither waits nor allocates
     */
    public FdbJournal(int capacity, Runnable wake) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("not a size of a journal: " + capacity);
        }
        this.capacity = capacity;
        this.cells = new long[capacity * RECORD];
        this.wake = wake;
    }

    /** Two tables may write for a moment: one that is replaced, and its successor. */
    @SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
    synchronized void note(FdbChange what, long station, int from, int to) {
        long end = tail.getPlain();
        if (end - head.getAcquire() == capacity) {
            lost.incrementAndGet();
            return;
        }
        int cell = cell(end);
        cells[cell] = station;
        cells[cell + 1] = (long) from << 32 | (to & 0xffff_ffffL);
        cells[cell + 2] = (long) Tick.now() << 32 | what.ordinal();
        tail.set(end + 1);
        if (!told) {
            told = true;
            wake.run();
        }
    }

    private int cell(long position) {
        return ((int) position & capacity - 1) * RECORD;
    }

    /**
     * Hands over what is there by now, in order.
     *
     * @return how many records had no room since the last call
     */
    public long drain(Visitor visitor) {
        told = false;
        long end = tail.get();
        for (long at = head.getPlain(); at < end; at++) {
            int cell = cell(at);
            long station = cells[cell];
            long places = cells[cell + 1];
            long change = cells[cell + 2];
            head.setRelease(at + 1);
            visitor.visit(CHANGES[(int) change], station, (int) (places >> 32), (int) places, (int) (change >> 32));
        }
        return lost.getAndSet(0);
    }
}
