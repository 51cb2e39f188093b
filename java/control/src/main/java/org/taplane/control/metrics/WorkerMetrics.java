package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.FRAMES;
import static org.taplane.control.metrics.Snapshots.count;
import static org.taplane.control.metrics.Snapshots.counter;
import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.stream.Stream;
import org.taplane.control.api.StuckWorker;

/** The forwarding threads. */
final class WorkerMetrics {
    private final CounterSnapshot.Builder busy = counter(
                    "taplane_worker_busy_seconds",
                    "Time in which the worker was reading, forwarding or sending frames.")
            .unit(Unit.SECONDS);
    private final GaugeSnapshot.Builder stuck =
            gauge("taplane_worker_stuck", "Whether the worker has not come round for about 5 seconds: 1 or 0.");
    private final HistogramSnapshot.Builder sizes = HistogramSnapshot.builder()
            .name("taplane_worker_burst_frames")
            .help("Frames that the worker took from a queue at a time.")
            .unit(FRAMES);
    private final HistogramSnapshot.Builder durations = HistogramSnapshot.builder()
            .name("taplane_worker_forwarding_seconds")
            .help("Time from reading a burst until its last frame was handed to the kernel.")
            .unit(Unit.SECONDS);

    private WorkerMetrics() {}

    static void add(List<WorkerState> workers, List<StuckWorker> stuck, MetricSnapshots.Builder metrics) {
        WorkerMetrics all = new WorkerMetrics();
        workers.forEach(worker -> all.add(worker, stuck));
        metrics.metricSnapshot(all.busy.build())
                .metricSnapshot(all.stuck.build())
                .metricSnapshot(all.sizes.build())
                .metricSnapshot(all.durations.build());
    }

    private void add(WorkerState worker, List<StuckWorker> allStuck) {
        Labels labels = Labels.of("worker", worker.name());
        boolean isStuck = allStuck.stream().anyMatch(other -> other.name().equals(worker.name()));
        busy.dataPoint(count(labels, worker.busySeconds()));
        stuck.dataPoint(level(labels, isStuck ? 1 : 0));
        sizes.dataPoint(histogram(labels, worker.burstFrames()));
        durations.dataPoint(histogram(labels, worker.burstSeconds()));
    }

    private static HistogramDataPointSnapshot histogram(Labels labels, Distribution distribution) {
        List<Double> bounds = Stream.concat(distribution.bounds().stream(), Stream.of(Double.POSITIVE_INFINITY))
                .toList();
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, distribution.counts()))
                .sum(distribution.sum())
                .build();
    }
}
