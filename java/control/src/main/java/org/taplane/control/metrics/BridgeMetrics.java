package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.count;
import static org.taplane.control.metrics.Snapshots.counter;
import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import org.taplane.control.api.BridgeState;

/** The MAC tables. */
final class BridgeMetrics {
    private final GaugeSnapshot.Builder entries =
            gauge("taplane_fdb_entries", "Entries of the bridge's MAC table, static ones included.");
    private final GaugeSnapshot.Builder capacity =
            gauge("taplane_fdb_max_entries", "Entries that the bridge's MAC table may have.");
    private final CounterSnapshot.Builder moves = counter(
            "taplane_fdb_moves", "Stations that were found behind another port or tunnel endpoint than before.");
    private final CounterSnapshot.Builder evictions =
            counter("taplane_fdb_evictions", "Stations that were forgotten because there was no room for more.");

    private BridgeMetrics() {}

    static void add(List<BridgeState> bridges, MetricSnapshots.Builder metrics) {
        BridgeMetrics all = new BridgeMetrics();
        bridges.forEach(all::add);
        metrics.metricSnapshot(all.entries.build())
                .metricSnapshot(all.capacity.build())
                .metricSnapshot(all.moves.build())
                .metricSnapshot(all.evictions.build());
    }

    private void add(BridgeState bridge) {
        Labels labels = Labels.of("bridge", bridge.name());
        entries.dataPoint(level(labels, bridge.macs()));
        capacity.dataPoint(level(labels, bridge.maxMacs()));
        moves.dataPoint(count(labels, bridge.moves()));
        evictions.dataPoint(count(labels, bridge.evictions()));
    }
}
