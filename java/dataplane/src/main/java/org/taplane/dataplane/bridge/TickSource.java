package org.taplane.dataplane.bridge;

/** Time as the forwarding database counts it: milliseconds in 31 bits, wrapping around after 24 days. */
@FunctionalInterface
public interface TickSource {
    int now();

    /** The machine's monotonic clock. */
    static TickSource monotonic() {
        return () -> (int) (System.nanoTime() / 1_000_000) & Integer.MAX_VALUE;
    }
}
