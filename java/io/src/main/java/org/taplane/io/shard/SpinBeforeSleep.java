package org.taplane.io.shard;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Goes on looking for events for a while after the last one, and sleeps only then: what comes meanwhile is met by a thread
 * that runs, and need not wait until it has been woken.
 */
final class SpinBeforeSleep implements SelectStrategy {
    /** About what a wake-up costs on a machine whose processors sleep, so that looking costs at most as much as sleeping. */
    static final long SPIN = TimeUnit.MICROSECONDS.toNanos(50);

    private final LongSupplier nanoTime;
    private boolean slept;
    private long lastEvent;

    SpinBeforeSleep(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        lastEvent = nanoTime.getAsLong();
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int events = selectNow.get();
        long now = nanoTime.getAsLong();
        if (slept || events > 0 || hasTasks) {
            slept = false;
            lastEvent = now;
            return events;
        }
        if (now - lastEvent < SPIN) {
            Thread.onSpinWait();
            return events;
        }
        slept = true;
        return SelectStrategy.SELECT;
    }
}
