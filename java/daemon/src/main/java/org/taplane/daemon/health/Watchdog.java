package org.taplane.daemon.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.StuckWorker;
import org.taplane.io.shard.Shards;

/**
 * Finds a worker that does not come round within 5 seconds, says where it is, and tells the service manager that all is
 * well as long as it is. On a thread of its own: the control thread waits for workers now and then, and would be stuck with
 * them.
 */
public final class Watchdog implements AutoCloseable {
    static final Duration ROUND = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("taplane-watchdog").daemon().unstarted(task));
    private final List<WorkerWatch> workers;
    private volatile List<StuckWorker> stuck = List.of();

    /** Begins with {@link #start}. */
    public Watchdog(Shards shards) {
        this.workers = StreamSupport.stream(shards.spliterator(), false)
                .map(shard -> new WorkerWatch(shard.name(), shard.heartbeat()))
                .toList();
    }

    /** Begins to look at the workers, and to tell {@code manager} that all is well. */
    public void start(ManagerFeed manager) {
        Future<?> _ = thread.scheduleWithFixedDelay(() -> round(manager), 0, ROUND.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The workers that do not come round, as of half a second ago at most; for any thread. */
    public List<StuckWorker> stuck() {
        return stuck;
    }

    private void round(ManagerFeed manager) {
        try {
            stuck = workers.stream().flatMap(worker -> worker.look().stream()).toList();
            manager.round(stuck.isEmpty());
        } catch (RuntimeException fault) {
            LOG.error("the watchdog failed; it goes on", fault);
        }
    }

    /** On return nobody is told anything any more. */
    @Override
    public void close() {
        thread.close();
    }
}
