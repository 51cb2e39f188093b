package org.taplane.daemon.sockets;

import java.time.Duration;

/** How many lines the log has for what somebody outside can make happen as often as he likes: a few at once, then few a minute. */
final class LogAllowance {
    private static final int MOST = 20;
    private static final long EACH_NANOS = Duration.ofSeconds(10).toNanos();

    private long left = MOST;
    private long counted = System.nanoTime();

    /** Whether there may be a line now; one is taken off then. */
    boolean allows() {
        long more = (System.nanoTime() - counted) / EACH_NANOS;
        counted += more * EACH_NANOS;
        left = Math.min(MOST, left + more);
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
