package org.taplane.it.kit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded polling, for conditions of the kernel that have no event to wait for. */
public final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /** Does nothing for a time, where what matters is that things happen at different moments. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Returns as soon as {@code condition} holds; fails with {@code what} if it does not within {@code bound}. */
    public static void await(String what, Duration bound, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Patience.with(bound).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** As {@link #await}, for checks that throw: the last failure is passed on. */
    public static void passes(Duration bound, Runnable check) {
        long deadline = System.nanoTime() + Patience.with(bound).toNanos();
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
