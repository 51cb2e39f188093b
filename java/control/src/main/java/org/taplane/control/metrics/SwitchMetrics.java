package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.Monitoring.Page;
import org.taplane.control.api.StuckWorker;
import org.taplane.control.api.SwitchState;

/**
 * All metrics of a switch, made when they are asked for from what the switch counts anyway. In the text format of
 * Prometheus, or as OpenMetrics 1.0 for clients that want it.
 */
public final class SwitchMetrics implements MultiCollector {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private final SwitchState state;
    private final Source source;

    /** What is measured besides the switch's state. */
    public interface Source {
        /** In a fixed order. */
        List<WorkerState> workers();

        /** The workers that do not come round. */
        List<StuckWorker> stuckWorkers();

        /** Number of the configuration in force. */
        long revision();

        /** {@code 1.0.0}. */
        String version();
    }

    public SwitchMetrics(SwitchState state, Source source) {
        this.state = state;
        this.source = source;
    }

    /** All metrics as they are now, in a format of those that the client takes, which are as in the header Accept. */
    public Page page(Optional<String> accept) {
        ExpositionFormatWriter writer = writer(accept.orElse(""));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, collect());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }

    /** Not what the library would choose: for a client that prefers protobuf that is a writer which is not there. */
    private static ExpositionFormatWriter writer(String accept) {
        ExpositionFormatWriter open = FORMATS.getOpenMetricsTextFormatWriter();
        return open.accepts(accept) ? open : FORMATS.getPrometheusTextFormatWriter();
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder metrics = MetricSnapshots.builder();
        PortMetrics.add(state.ports(), metrics);
        BridgeMetrics.add(state.bridges(), metrics);
        TunnelMetrics.add(state.vxlan(), metrics);
        WorkerMetrics.add(source.workers(), source.stuckWorkers(), metrics);
        addOwn(metrics);
        addProcess(metrics);
        JvmMetrics.add(metrics);
        return metrics.build();
    }

    private static void addProcess(MetricSnapshots.Builder metrics) {
        try {
            ProcessMetrics.add(metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addOwn(MetricSnapshots.Builder metrics) {
        metrics.metricSnapshot(InfoSnapshot.builder()
                .name("taplane_build")
                .help("The version of Taplane, and of Java.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "version",
                                source.version(),
                                "java",
                                Runtime.version().toString()))
                        .build())
                .build());
        metrics.metricSnapshot(gauge("taplane_configuration_revision", "Number of the configuration in force.")
                .dataPoint(level(Labels.EMPTY, source.revision()))
                .build());
    }
}
