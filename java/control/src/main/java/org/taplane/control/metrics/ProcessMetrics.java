package org.taplane.control.metrics;

import static org.taplane.control.metrics.Snapshots.count;
import static org.taplane.control.metrics.Snapshots.counter;
import static org.taplane.control.metrics.Snapshots.gauge;
import static org.taplane.control.metrics.Snapshots.level;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The process as the kernel sees it, under the names that Prometheus has for every process. */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;

    private ProcessMetrics() {}

    /** @throws IOException if the kernel does not tell */
    static void add(MetricSnapshots.Builder metrics) throws IOException {
        GaugeSnapshot.Builder start =
                gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.");
        GaugeSnapshot.Builder memory = gauge("process_resident_memory_bytes", "Memory of the process that is in use.");
        add(start.unit(Unit.SECONDS), startSeconds(), metrics);
        add(memory.unit(Unit.BYTES), (double) residentBytes(), metrics);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            add(system, metrics);
        }
    }

    private static void add(UnixOperatingSystemMXBean system, MetricSnapshots.Builder metrics) {
        metrics.metricSnapshot(counter("process_cpu_seconds", "Processor time that the process has used.")
                .unit(Unit.SECONDS)
                .dataPoint(count(Labels.EMPTY, Unit.nanosToSeconds(system.getProcessCpuTime())))
                .build());
        add(gauge("process_open_fds", "Open file descriptors."), (double) system.getOpenFileDescriptorCount(), metrics);
        add(
                gauge("process_max_fds", "File descriptors that may be open."),
                (double) system.getMaxFileDescriptorCount(),
                metrics);
    }

    private static void add(GaugeSnapshot.Builder gauge, double value, MetricSnapshots.Builder metrics) {
        metrics.metricSnapshot(gauge.dataPoint(level(Labels.EMPTY, value)).build());
    }

    private static double startSeconds() {
        return Unit.millisToSeconds(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    private static long residentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> KIB
                            * Long.parseLong(
                                    line.replace(RESIDENT, "").replace("kB", "").strip()))
                    .sum();
        }
    }
}
