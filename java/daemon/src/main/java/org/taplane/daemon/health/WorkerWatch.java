package org.taplane.daemon.health;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.StuckWorker;
import org.taplane.io.shard.Heartbeat;

/**
 * Looks at one worker, a round after the other. What counts is rounds and not time: a process that was stopped, or a machine
 * that was, has none meanwhile.
 */
final class WorkerWatch {
    /** Rounds without an answer: 4.5 seconds, so that it is 5 at most since the worker came round last. */
    static final int PATIENCE = 9;

    private static final Logger LOG = LoggerFactory.getLogger(WorkerWatch.class);

    private final String name;
    private final Heartbeat heartbeat;
    private int silent;

    WorkerWatch(String name, Heartbeat heartbeat) {
        this.name = name;
        this.heartbeat = heartbeat;
    }

    /** One round: how the worker fares, if it is stuck. */
    Optional<StuckWorker> look() {
        int before = silent;
        silent = heartbeat.beat();
        if (before >= PATIENCE && silent == 0) {
            LOG.warn("worker {} comes round again after {} s", name, seconds(before));
        }
        if (silent < PATIENCE) {
            return Optional.empty();
        }
        List<String> stack =
                heartbeat.stack().stream().map(StackTraceElement::toString).toList();
        if (silent == PATIENCE) {
            LOG.error("worker {} is stuck for {} s at {}", name, seconds(silent), String.join(" < ", stack));
        }
        return Optional.of(new StuckWorker(name, Watchdog.ROUND.multipliedBy(silent), stack));
    }

    private static double seconds(int rounds) {
        return Watchdog.ROUND.multipliedBy(rounds).toMillis() / 1000.0;
    }
}
