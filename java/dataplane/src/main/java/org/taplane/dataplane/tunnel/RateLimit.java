package org.taplane.dataplane.tunnel;

import java.util.function.LongSupplier;

/** Allows something so many times a second and no more. For one thread. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private final LongSupplier nanos;
    private long since;
    private int used;

    RateLimit(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    static RateLimit perSecond(int most) {
        return new RateLimit(most, System::nanoTime);
    }

    /** Whether it is allowed once more; then it counts. */
    boolean allows() {
        long now = nanos.getAsLong();
        if (now - since >= SECOND) {
            since = now;
            used = 0;
        }
        if (used == most) {
            return false;
        }
        used++;
        return true;
    }
}
