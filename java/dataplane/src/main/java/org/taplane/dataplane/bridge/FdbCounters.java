package org.taplane.dataplane.bridge;

import java.util.concurrent.atomic.AtomicLong;

/** What happened to the entries of one {@link Fdb} since it was made; for any thread. */
public final class FdbCounters {
    private final AtomicLong moves = new AtomicLong();
    private final AtomicLong evictions = new AtomicLong();

    void moved() {
        moves.incrementAndGet();
    }

    void evicted() {
        evictions.incrementAndGet();
    }

    /** How often a learned station was found at another location than before. */
    public long moves() {
        return moves.get();
    }

    /** How many stations were forgotten because there was no room for them and others. */
    public long evictions() {
        return evictions.get();
    }
}
