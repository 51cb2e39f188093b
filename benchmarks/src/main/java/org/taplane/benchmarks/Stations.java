package org.taplane.benchmarks;

import java.util.stream.LongStream;

/** Station addresses in random order, made without touching memory, so that a benchmark measures the table's misses. */
final class Stations {
    private static final long BASE = 0x0200_0000_0000L;

    private final long first;
    private final int count;
    private long state = 42;

    /** The stations numbered {@code first} to {@code first + count - 1}. */
    Stations(int first, int count) {
        this.first = BASE + first;
        this.count = count;
    }

    /** The addresses in order of their numbers. */
    LongStream all() {
        return LongStream.range(first, first + count);
    }

    /** The address of any station, all equally likely. */
    long next() {
        state = state * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL; // Knuth's MMIX generator
        return first + (((state >>> 32) * count) >>> 32);
    }

    /** An address that no station here has. */
    long stranger() {
        return first + count;
    }
}
