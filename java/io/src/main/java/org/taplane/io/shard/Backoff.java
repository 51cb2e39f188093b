package org.taplane.io.shard;

import java.util.concurrent.TimeUnit;

/**
 * How long to leave a descriptor alone whose reader fails again and again. At first not at all: an error may be told once,
 * or be one frame's. Then longer each time, so that a fault that stays costs no processor, but never so long that frames
 * which come after it wait noticeably.
 */
final class Backoff {
    /** Failures in a row without a pause. */
    static final int PATIENCE = 16;

    static final long FIRST = TimeUnit.MILLISECONDS.toNanos(1);
    static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(16);

    private int failures;
    private long pause;

    /** The reader works. */
    void reset() {
        failures = 0;
        pause = 0;
    }

    /** The reader failed: nanoseconds until it should try again. */
    long next() {
        if (failures < PATIENCE) {
            failures++;
        } else {
            pause = Math.clamp(2 * pause, FIRST, LONGEST);
        }
        return pause;
    }
}
