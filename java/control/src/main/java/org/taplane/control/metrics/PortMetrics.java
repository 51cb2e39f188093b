package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.FRAMES;
import static org.taplane.control.metrics.Snapshots.count;
import static org.taplane.control.metrics.Snapshots.counter;
import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import org.taplane.control.api.PortState;
import org.taplane.control.api.PortTotals;

/**
 * The ports of all bridges. Their labels are names of the configuration and of the switch: nothing that the network says.
 * A drop reason has a series from its first frame on.
 */
final class PortMetrics {
    private final CounterSnapshot.Builder receivedFrames = counter(
                    "taplane_port_receive_frames", "Frames that came in by the port.")
            .unit(FRAMES);
    private final CounterSnapshot.Builder receivedBytes = counter(
                    "taplane_port_receive_bytes", "Bytes of the frames that came in by the port.")
            .unit(Unit.BYTES);
    private final CounterSnapshot.Builder sentFrames = counter(
                    "taplane_port_transmit_frames", "Frames that went out by the port.")
            .unit(FRAMES);
    private final CounterSnapshot.Builder sentBytes = counter(
                    "taplane_port_transmit_bytes", "Bytes of the frames that went out by the port.")
            .unit(Unit.BYTES);
    private final CounterSnapshot.Builder dropped = counter(
                    "taplane_port_dropped_frames",
                    "Frames that came in by the port and went nowhere, or should have gone out by it and did not.")
            .unit(FRAMES);
    private final GaugeSnapshot.Builder up = gauge("taplane_port_up", "Whether frames can leave by the port: 1 or 0.");
    private final GaugeSnapshot.Builder stations =
            gauge("taplane_port_fdb_entries", "Entries of the MAC table that the port has.");
    private final GaugeSnapshot.Builder mtu = gauge(
                    "taplane_port_mtu_bytes", "Longest payload of a frame, without Ethernet header and tag.")
            .unit(Unit.BYTES);

    private PortMetrics() {}

    static void add(List<PortState> ports, MetricSnapshots.Builder metrics) {
        PortMetrics all = new PortMetrics();
        ports.forEach(all::add);
        metrics.metricSnapshot(all.receivedFrames.build())
                .metricSnapshot(all.receivedBytes.build())
                .metricSnapshot(all.sentFrames.build())
                .metricSnapshot(all.sentBytes.build())
                .metricSnapshot(all.dropped.build())
                .metricSnapshot(all.up.build())
                .metricSnapshot(all.stations.build())
                .metricSnapshot(all.mtu.build());
    }

    private void add(PortState port) {
        Labels labels = Labels.of("bridge", port.bridge(), "port", port.name());
        addTraffic(port.totals(), labels);
        port.totals()
                .drops()
                .forEach((reason, frames) -> dropped.dataPoint(count(labels.add("reason", reason), frames)));
        up.dataPoint(level(labels, port.state() == PortState.State.UP ? 1 : 0));
        stations.dataPoint(level(labels, port.stations()));
        mtu.dataPoint(level(labels, port.mtu()));
    }

    private void addTraffic(PortTotals totals, Labels labels) {
        receivedFrames.dataPoint(count(labels, totals.rx().frames()));
        receivedBytes.dataPoint(count(labels, totals.rx().bytes()));
        sentFrames.dataPoint(count(labels, totals.tx().frames()));
        sentBytes.dataPoint(count(labels, totals.tx().bytes()));
    }
}
