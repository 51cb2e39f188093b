package org.taplane.benchmarks;

/** Station addresses in random order, made without touching memory, so that a benchmark measures the table's misses. */
final class Stations {
    private static final long FIRST_MAC = 0x0200_0000_0000L;

    private final int count;
    private long state = 42;

    Stations(int count) {
        this.count = count;
    }

    /** The address of the station with this number. */
    static long mac(int number) {
        return FIRST_MAC + number;
    }

    /** The address of any station, all equally likely. */
    long next() {
        state = state * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL; // Knuth's MMIX generator
        return mac((int) (((state >>> 32) * count) >>> 32));
    }
}
