package org.taplane.dataplane.ring;

import java.util.concurrent.atomic.AtomicLong;
import org.taplane.wire.Slab;

/**
 * Records on their way from one thread to another. Bounded by bytes, so that it holds many short records or a few long
 * ones; what does not fit is refused. One thread writes, one reads, and neither waits.
 *
 * <p>Records follow each other, each at a multiple of {@link #ALIGNMENT} bytes; one that would reach beyond the end starts
 * at 0. The first four bytes of each are the ring's, the rest its writer's:
 *
 * <pre>
 *   0  s32  length of the record in bytes, these four included, or {@link #SKIP}: the next record is at 0
 *   4       what the record holds
 * </pre>
 */
public final class RecordRing {
    /** Bytes to a multiple of which a record is rounded up. */
    public static final int ALIGNMENT = 16;

    /** There is no room, or no record. */
    public static final int NONE = -1;

    private static final int SKIP = -1;

    private final Slab slab;
    private final int capacity;

    /** Bytes that were ever written, what was skipped included, and that were ever read. */
    private final AtomicLong tail = new AtomicLong();

    private final AtomicLong head = new AtomicLong();

    /** Where the tail will be once the record in hand is committed; the writer's alone. */
    private long reserved;

    /**
     * An empty ring.
     *
     * @param capacity in bytes, a power of two
     */
    public RecordRing(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < ALIGNMENT) {
            throw new IllegalArgumentException("not a size of a ring: " + capacity);
        }
        this.capacity = capacity;
        this.slab = Slab.allocate(capacity);
    }

    /** Where the records are. */
    public Slab slab() {
        return slab;
    }

    /**
     * Finds room for a record; the writer fills it from its fifth byte on.
     *
     * @param length in bytes, the first four included
     * @return where it starts in the slab, or {@link #NONE}
     */
    public int reserve(int length) {
        int padded = padded(length);
        long end = tail.getPlain();
        int offset = offset(end);
        int skipped = capacity - offset < padded ? capacity - offset : 0;
        if (end + skipped + padded - head.getAcquire() > capacity) {
            return NONE;
        }
        if (skipped > 0) {
            slab.putNative32(offset, SKIP);
            offset = 0;
        }
        slab.putNative32(offset, length);
        reserved = end + skipped + padded;
        return offset;
    }

    /** Lets the reader have the record that was reserved last. */
    public void commit() {
        tail.setRelease(reserved);
    }

    /** A mark behind what has been committed by now, for {@link #first}. */
    public long end() {
        return tail.getAcquire();
    }

    /** Where the oldest record starts, if it was committed before the mark was taken, or {@link #NONE}. */
    public int first(long mark) {
        long at = head.getPlain();
        if (at < mark && slab.native32(offset(at)) == SKIP) {
            at += capacity - offset(at);
            head.setRelease(at);
        }
        return at < mark ? offset(at) : NONE;
    }

    /** Length of the record at {@code offset}, in bytes, the first four included. */
    public int length(int offset) {
        return slab.native32(offset);
    }

    /** Gives the room of the oldest record back; there is one. */
    public void release() {
        long at = head.getPlain();
        head.setRelease(at + padded(slab.native32(offset(at))));
    }

    private int offset(long position) {
        return (int) position & capacity - 1;
    }

    private static int padded(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
