package org.taplane.daemon.ports;

import java.time.Duration;
import java.util.Optional;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Subscription;

/** Tries something again, after pauses that grow. On the control thread. */
public final class Retry {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long QUIET_NANOS = 2 * LONGEST_PAUSE.toNanos();

    private final Loop loop;
    private final Runnable attempt;
    private Duration pause = FIRST_PAUSE;
    private long last = System.nanoTime();
    private Optional<Subscription> timer = Optional.empty();

    public Retry(Loop loop, Runnable attempt) {
        this.loop = loop;
        this.attempt = attempt;
    }

    /** One attempt after a pause, which is longer each time, and short again after a while without any. */
    public void later() {
        long now = System.nanoTime();
        if (now - last > QUIET_NANOS) {
            pause = FIRST_PAUSE;
        }
        last = now;
        schedule(pause);
        Duration twice = pause.plus(pause);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Something has happened that makes an attempt worthwhile. */
    public void soon() {
        schedule(Duration.ZERO);
    }

    public void stop() {
        timer.ifPresent(Subscription::close);
        timer = Optional.empty();
    }

    private void schedule(Duration delay) {
        stop();
        timer = Optional.of(loop.after(delay, attempt));
    }
}
