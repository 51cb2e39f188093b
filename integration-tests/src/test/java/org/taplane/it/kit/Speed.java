package org.taplane.it.kit;

/** Tells the reader of the log how fast something was. The machine is shared, so nothing is asserted of it. */
public final class Speed {
    private Speed() {}

    /** Runs {@code transfer}, of so many bytes, and prints its speed under {@code what}. */
    public static void print(String what, long bytes, Runnable transfer) {
        long from = System.nanoTime();
        transfer.run();
        long nanos = System.nanoTime() - from;
        System.out.printf("%s: %d MB/s%n", what, bytes * 1_000 / nanos);
    }
}
