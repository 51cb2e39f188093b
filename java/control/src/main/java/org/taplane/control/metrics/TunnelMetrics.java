package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.FRAMES;
import static org.taplane.control.metrics.Snapshots.counter;
import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import org.taplane.control.api.RemoteTraffic;
import org.taplane.control.api.VxlanState;
import org.taplane.control.api.VxlanState.Origin;
import org.taplane.control.api.VxlanState.Remote;

/**
 * The tunnels; all their traffic is that of their ports. Remotes of the configuration have series of their own, those that were
 * learned share one: anybody who sends a datagram may be one.
 */
final class TunnelMetrics {
    private final GaugeSnapshot.Builder remotes = gauge("taplane_tunnel_remotes", "Endpoints at the other end.");
    private final GaugeSnapshot.Builder pathMtu = gauge(
                    "taplane_tunnel_remote_path_mtu_bytes",
                    "Longest inner payload that reaches a remote of the configuration, as far as is known.")
            .unit(Unit.BYTES);
    private final CounterSnapshot.Builder told = counter(
            "taplane_tunnel_too_big_messages", "ICMP messages to stations whose packets are too long for the tunnel.");

    private final CounterSnapshot.Builder receivedFrames = counter(
                    "taplane_tunnel_remote_receive_frames", "Frames that came from a remote.")
            .unit(FRAMES);
    private final CounterSnapshot.Builder receivedBytes = counter(
                    "taplane_tunnel_remote_receive_bytes", "Bytes of the frames that came from a remote.")
            .unit(Unit.BYTES);
    private final CounterSnapshot.Builder sentFrames = counter(
                    "taplane_tunnel_remote_transmit_frames", "Frames that went to a remote.")
            .unit(FRAMES);
    private final CounterSnapshot.Builder sentBytes = counter(
                    "taplane_tunnel_remote_transmit_bytes", "Bytes of the frames that went to a remote.")
            .unit(Unit.BYTES);

    private TunnelMetrics() {}

    static void add(List<VxlanState> tunnels, MetricSnapshots.Builder metrics) {
        TunnelMetrics all = new TunnelMetrics();
        tunnels.forEach(all::add);
        metrics.metricSnapshot(all.remotes.build())
                .metricSnapshot(all.pathMtu.build())
                .metricSnapshot(all.told.build())
                .metricSnapshot(all.receivedFrames.build())
                .metricSnapshot(all.receivedBytes.build())
                .metricSnapshot(all.sentFrames.build())
                .metricSnapshot(all.sentBytes.build());
    }

    private void add(VxlanState tunnel) {
        Labels labels = Labels.of("bridge", tunnel.bridge(), "port", tunnel.name());
        for (Origin origin : Origin.values()) {
            remotes.dataPoint(level(labels.add("origin", origin.label()), count(tunnel, origin)));
        }
        tunnel.remotes().stream()
                .filter(remote -> remote.origin() != Origin.LEARNED)
                .forEach(remote -> add(labels, remote));
        told.dataPoint(Snapshots.count(labels, tunnel.told()));
        tunnel.traffic().forEach(remote -> add(labels, remote));
    }

    private void add(Labels tunnel, RemoteTraffic traffic) {
        Labels labels = tunnel.add("remote", traffic.remote());
        receivedFrames.dataPoint(Snapshots.count(labels, traffic.rxFrames()));
        receivedBytes.dataPoint(Snapshots.count(labels, traffic.rxBytes()));
        sentFrames.dataPoint(Snapshots.count(labels, traffic.txFrames()));
        sentBytes.dataPoint(Snapshots.count(labels, traffic.txBytes()));
    }

    private void add(Labels tunnel, Remote remote) {
        pathMtu.dataPoint(level(tunnel.add("remote", remote.address()), remote.pathMtu()));
    }

    private static long count(VxlanState tunnel, Origin origin) {
        return tunnel.remotes().stream()
                .filter(remote -> remote.origin() == origin)
                .count();
    }
}
