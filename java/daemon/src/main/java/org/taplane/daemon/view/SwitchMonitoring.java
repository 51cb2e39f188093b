package org.taplane.daemon.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.taplane.control.api.Monitoring;
import org.taplane.control.api.StuckWorker;
import org.taplane.control.api.SwitchState;
import org.taplane.control.metrics.Distribution;
import org.taplane.control.metrics.SwitchMetrics;
import org.taplane.control.metrics.WorkerState;
import org.taplane.daemon.cli.Version;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.ShardCounters;
import org.taplane.io.shard.Shards;

/** A running switch as monitoring sees it. */
final class SwitchMonitoring implements Monitoring, SwitchMetrics.Source {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SwitchState state;
    private final Shards shards;
    private final Vitals vitals;

    SwitchMonitoring(SwitchState state, Shards shards, Vitals vitals) {
        this.state = state;
        this.shards = shards;
        this.vitals = vitals;
    }

    @Override
    public Page metrics(Optional<String> accept) {
        return new SwitchMetrics(state, this).page(accept);
    }

    @Override
    public List<StuckWorker> stuckWorkers() {
        return vitals.stuck().get();
    }

    @Override
    public boolean isReady() {
        return vitals.ready().getAsBoolean();
    }

    @Override
    public long revision() {
        return vitals.revision().getAsLong();
    }

    @Override
    public String version() {
        return Version.number();
    }

    @Override
    public List<WorkerState> workers() {
        return StreamSupport.stream(shards.spliterator(), false)
                .map(SwitchMonitoring::worker)
                .toList();
    }

    private static WorkerState worker(Shard shard) {
        ShardCounters counters = shard.counters();
        double busy = counters.busyNanos() / NANOS;
        return new WorkerState(
                shard.name(),
                busy,
                distribution(ShardCounters.SIZES, size -> (double) (1L << size), counters::burstsOfSize, (double)
                        counters.frames()),
                distribution(
                        ShardCounters.DURATIONS,
                        duration -> ShardCounters.limitNanos(duration) / NANOS,
                        counters::burstsOfDuration,
                        busy));
    }

    /** @param classes how many, the last of which has no bound */
    private static Distribution distribution(
            int classes, IntToDoubleFunction bound, IntToLongFunction count, double sum) {
        return new Distribution(
                IntStream.range(0, classes - 1).mapToObj(bound::applyAsDouble).toList(),
                IntStream.range(0, classes).mapToObj(count::applyAsLong).toList(),
                sum);
    }
}
