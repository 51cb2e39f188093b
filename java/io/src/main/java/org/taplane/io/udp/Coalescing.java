package org.taplane.io.udp;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.sys.Fd;

/**
 * Whether the kernel coalesces the datagrams of one socket ({@code UDP_GRO}, udp(7)). After a bundle that could not be
 * judged it is not to, for a while: a station can provoke that, and it costs what waits in the socket. So the pauses double
 * from one time to the next, up to the longest. After as long a time without such a bundle they are short again.
 */
final class Coalescing {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Coalescing.class);

    private final Fd socket;
    private final LongSupplier nanos;
    private Duration pause = FIRST_PAUSE;
    private boolean paused;
    /** When the pause ends, or ended. */
    private long resumption;

    /** Of a socket that coalesces now, by a clock in nanoseconds. */
    Coalescing(Fd socket, LongSupplier nanos) {
        this.socket = socket;
        this.nanos = nanos;
        resumption = nanos.getAsLong();
    }

    /** From now on datagrams come one by one; bundles that wait in the socket come without their length. */
    void pause() {
        long now = nanos.getAsLong();
        if (now - resumption > LONGEST_PAUSE.toNanos()) {
            pause = FIRST_PAUSE;
        }
        LOG.warn(
                "datagrams of several networks came in one bundle; they are received one by one for {} seconds",
                pause.toSeconds());
        UdpSocket.coalesce(socket, false);
        paused = true;
        resumption = now + pause.toNanos();
        pause = min(pause.plus(pause), LONGEST_PAUSE);
    }

    /** Ends a pause that is over. Called for every burst: while there is none, it looks at one field. */
    void resumeIfDue() {
        if (paused && nanos.getAsLong() - resumption >= 0) {
            UdpSocket.coalesce(socket, true);
            paused = false;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
