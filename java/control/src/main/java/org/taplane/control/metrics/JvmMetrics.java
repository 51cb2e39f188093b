package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** The Java virtual machine, under the names that Prometheus' own library has for it. */
final class JvmMetrics {
    private final GaugeSnapshot.Builder used =
            gauge("jvm_memory_used_bytes", "Memory that Java uses, by area.").unit(Unit.BYTES);
    private final GaugeSnapshot.Builder committed = gauge(
                    "jvm_memory_committed_bytes", "Memory that Java has from the system, by area.")
            .unit(Unit.BYTES);
    private final GaugeSnapshot.Builder max = gauge(
                    "jvm_memory_max_bytes", "Memory that Java may use, by area; -1 if it has no bound.")
            .unit(Unit.BYTES);
    private final GaugeSnapshot.Builder buffers = gauge(
                    "jvm_buffer_pool_used_bytes", "Direct and mapped memory, which is not in the heap.")
            .unit(Unit.BYTES);
    private final SummarySnapshot.Builder collections = SummarySnapshot.builder()
            .name("jvm_gc_collection_seconds")
            .help("Time that garbage collectors have taken.")
            .unit(Unit.SECONDS);

    private JvmMetrics() {}

    static void add(MetricSnapshots.Builder metrics) {
        JvmMetrics all = new JvmMetrics();
        all.add("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        all.add("nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).forEach(all::add);
        ManagementFactory.getGarbageCollectorMXBeans().forEach(all::add);
        metrics.metricSnapshot(all.used.build())
                .metricSnapshot(all.committed.build())
                .metricSnapshot(all.max.build())
                .metricSnapshot(all.buffers.build())
                .metricSnapshot(all.collections.build());
    }

    private void add(String area, MemoryUsage usage) {
        Labels labels = Labels.of("area", area);
        used.dataPoint(level(labels, usage.getUsed()));
        committed.dataPoint(level(labels, usage.getCommitted()));
        max.dataPoint(level(labels, usage.getMax()));
    }

    private void add(BufferPoolMXBean pool) {
        buffers.dataPoint(level(Labels.of("pool", pool.getName()), pool.getMemoryUsed()));
    }

    private void add(GarbageCollectorMXBean collector) {
        collections.dataPoint(SummaryDataPointSnapshot.builder()
                .labels(Labels.of("gc", collector.getName()))
                .count(collector.getCollectionCount())
                .sum(Unit.millisToSeconds(collector.getCollectionTime()))
                .build());
    }
}
