package org.taplane.dataplane.frame;

/** Time as the dataplane counts it: milliseconds of the monotonic clock in 31 bits, which wrap around after 24 days. */
public final class Tick {
    private static final int NANOS = 1_000_000;

    private Tick() {}

    public static int now() {
        return of(System.nanoTime());
    }

    /** The moment for which {@link System#nanoTime} gave {@code nanos}. */
    public static int of(long nanos) {
        return (int) (nanos / NANOS) & Integer.MAX_VALUE;
    }
}
