package org.taplane.control.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.control.api.Monitoring.Page;
import org.taplane.control.api.StuckWorker;

final class SwitchMetricsTest {
    private static final Optional<String> PROMETHEUS_3 =
            Optional.of("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2");

    private final SwitchMetrics metrics = of(2);

    /** Two workers, the second of which is stuck. */
    private record TwoWorkers() implements SwitchMetrics.Source {
        @Override
        public List<WorkerState> workers() {
            return List.of(worker("shard-0", 1.5), worker("shard-1", 0));
        }

        private static WorkerState worker(String name, double busy) {
            return new WorkerState(
                    name,
                    busy,
                    new Distribution(List.of(1.0, 2.0), List.of(5L, 0L, 3L), 200),
                    new Distribution(List.of(0.001), List.of(7L, 1L), busy));
        }

        @Override
        public List<StuckWorker> stuckWorkers() {
            return List.of(new StuckWorker("shard-1", Duration.ofSeconds(5), List.of()));
        }

        @Override
        public long revision() {
            return 12;
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    }

    private static SwitchMetrics of(int ports) {
        return new SwitchMetrics(new SampleSwitch(ports), new TwoWorkers());
    }

    @Test
    void whatPortsCountHasUnitsAndLabels() {
        assertThat(lines(Optional.empty()))
                .contains(
                        "# TYPE taplane_port_receive_bytes_total counter",
                        "taplane_port_receive_bytes_total{bridge=\"br0\",port=\"p1\"} 100.0",
                        "taplane_port_receive_frames_total{bridge=\"br0\",port=\"p1\"} 1.0",
                        "taplane_port_transmit_bytes_total{bridge=\"br0\",port=\"p0\"} 2000.0",
                        "taplane_port_transmit_frames_total{bridge=\"br0\",port=\"p0\"} 20.0",
                        "taplane_port_dropped_frames_total{bridge=\"br0\",port=\"p0\",reason=\"no-egress\"} 5.0",
                        "taplane_port_up{bridge=\"br0\",port=\"p0\"} 1.0",
                        "taplane_port_up{bridge=\"br0\",port=\"p1\"} 0.0",
                        "taplane_port_mtu_bytes{bridge=\"br0\",port=\"p0\"} 1500.0");
    }

    @Test
    void tablesTunnelsAndWorkersAreThere() {
        assertThat(lines(Optional.empty()))
                .contains(
                        "taplane_fdb_entries{bridge=\"br0\"} 2.0",
                        "taplane_fdb_max_entries{bridge=\"br0\"} 8192.0",
                        "taplane_fdb_moves_total{bridge=\"br0\"} 3.0",
                        "taplane_fdb_evictions_total{bridge=\"br0\"} 1.0",
                        "taplane_tunnel_remotes{bridge=\"br0\",origin=\"learned\",port=\"vx\"} 2.0",
                        "taplane_tunnel_too_big_messages_total{bridge=\"br0\",port=\"vx\"} 3.0",
                        "taplane_worker_busy_seconds_total{worker=\"shard-0\"} 1.5",
                        "taplane_worker_stuck{worker=\"shard-0\"} 0.0",
                        "taplane_worker_stuck{worker=\"shard-1\"} 1.0",
                        "taplane_worker_burst_frames_bucket{worker=\"shard-0\",le=\"2.0\"} 5",
                        "taplane_worker_burst_frames_bucket{worker=\"shard-0\",le=\"+Inf\"} 8",
                        "taplane_worker_burst_frames_sum{worker=\"shard-0\"} 200.0",
                        "taplane_worker_forwarding_seconds_bucket{worker=\"shard-0\",le=\"0.001\"} 7",
                        "taplane_configuration_revision 12.0")
                .anyMatch(
                        line -> line.startsWith("taplane_build_info{java=\"") && line.endsWith("version=\"1.2.3\"} 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process_cpu_seconds_total",
                "process_open_fds",
                "process_max_fds",
                "process_resident_memory_bytes",
                "process_start_time_seconds",
                "jvm_memory_used_bytes{area=\"heap\"}",
                "jvm_memory_max_bytes{area=\"nonheap\"}",
                "jvm_buffer_pool_used_bytes{pool=\"direct\"}"
            })
    void theProcessIsThere(String series) {
        assertThat(lines(Optional.empty())).anyMatch(line -> line.startsWith(series + " "));
    }

    @Test
    void garbageCollectionsAreThere() {
        assertThat(lines(Optional.empty())).anyMatch(line -> line.startsWith("jvm_gc_collection_seconds_count{gc="));
    }

    /** Otherwise whoever sends datagrams could make as many series as there are addresses. */
    @Test
    void remotesThatWereLearnedHaveNoSeriesOfTheirOwn() {
        assertThat(lines(Optional.empty()))
                .contains(
                        "taplane_tunnel_remote_path_mtu_bytes{bridge=\"br0\",port=\"vx\",remote=\"10.98.0.2\"} 1350.0")
                .contains(
                        "taplane_tunnel_remote_receive_frames_total{bridge=\"br0\",port=\"vx\",remote=\"10.98.0.2\"} 5.0")
                .contains(
                        "taplane_tunnel_remote_transmit_bytes_total{bridge=\"br0\",port=\"vx\",remote=\"others\"} 800.0")
                .noneMatch(line -> line.contains("10.98.0.7"));
    }

    @Test
    void theFormatIsTheOneThatIsAskedFor() {
        Page plain = metrics.page(Optional.empty());
        Page open = metrics.page(PROMETHEUS_3);
        assertThat(plain.type()).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).doesNotContain("# EOF");
        assertThat(open.type()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.body()).endsWith("# EOF\n").contains("# UNIT taplane_port_receive_bytes bytes\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
                "*/*",
                "nonsense;;;=,"
            })
    void whoWantsAnotherFormatGetsText(String accept) {
        assertThat(metrics.page(Optional.of(accept)).type()).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void aSwitchWithoutPortsHasMetrics() {
        assertThat(of(0).page(Optional.empty()).body()).contains("taplane_configuration_revision 12.0\n");
    }

    @Test
    void aDistributionHasAClassWithoutBound() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Distribution(List.of(1.0), List.of(1L), 1));
    }

    private List<String> lines(Optional<String> accept) {
        return metrics.page(accept).body().lines().toList();
    }
}
