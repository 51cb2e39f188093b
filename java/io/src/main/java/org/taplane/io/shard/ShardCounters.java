package org.taplane.io.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a shard counts of its own work. The shard alone writes; anybody may read at any time. An opaque read and write cost
 * what plain ones do and are never torn; what is read of several cells may be of slightly different moments.
 */
public final class ShardCounters {
    /** Bursts are told apart by size: at most 1, 2, 4 … frames, the last without bound. */
    public static final int SIZES = 8;

    /** Bursts are told apart by duration: at most {@link #SHORTEST}, twice as long …, the last without bound. */
    public static final int DURATIONS = 18;

    /** Nanoseconds. */
    public static final long SHORTEST = 1024;

    private static final int SHORTEST_BITS = Long.numberOfTrailingZeros(SHORTEST);

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** What another shard counts is not on the same cache lines. */
    private static final int PADDING = 16;

    private static final int BUSY = PADDING;
    private static final int FRAMES = BUSY + 1;
    private static final int BY_SIZE = FRAMES + 1;
    private static final int BY_DURATION = BY_SIZE + SIZES;

    private final long[] cells = new long[BY_DURATION + DURATIONS + PADDING];

    ShardCounters() {}

    /**
     * A receiver has been called.
     *
     * @param frames what it answered
     * @param began when it was called, by {@link System#nanoTime}
     * @param ended when it returned
     */
    void received(int frames, long began, long ended) {
        if (frames > 0) {
            add(BUSY, ended - began);
            add(FRAMES, frames);
            add(BY_SIZE + Math.min(log2(frames), SIZES - 1), 1);
            add(BY_DURATION + duration(ended - began), 1);
        }
    }

    private static int duration(long nanos) {
        return Math.clamp(log2(nanos) - SHORTEST_BITS, 0, DURATIONS - 1);
    }

    /** The smallest n, 0 or more, for which 2^n is not less than {@code value}, which is 0 or more. */
    private static int log2(long value) {
        return value <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(value - 1);
    }

    /** Nanoseconds in which frames were read, forwarded and sent. */
    public long busyNanos() {
        return read(BUSY);
    }

    /** Frames as the receivers count them: what the kernel has joined may count as one, or as a full burst. */
    public long frames() {
        return read(FRAMES);
    }

    /** Bursts of more than 2^(size - 1) and at most 2^size frames; of more, if it is the last size. */
    public long burstsOfSize(int size) {
        return read(BY_SIZE + size);
    }

    /** Bursts that took more than half of {@link #limitNanos} and at most so long; longer, if it is the last. */
    public long burstsOfDuration(int duration) {
        return read(BY_DURATION + duration);
    }

    /** How long the bursts of a duration took at most, in nanoseconds. */
    public static long limitNanos(int duration) {
        return SHORTEST << duration;
    }

    private long read(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    private void add(int cell, long amount) {
        CELL.setOpaque(cells, cell, read(cell) + amount);
    }
}
