package org.taplane.daemon.bridges;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;

/**
 * Tells the operator which key takes datagrams without a UDP checksum, when a tunnel over IPv6 refuses some: at most once an
 * hour for each port that counts them. On the control thread.
 */
final class ChecksumAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ChecksumAdvice.class);
    private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();

    /** The tunnels of the last look; one that has gone is forgotten. */
    private Map<RunningPort, Counted> tunnels = Map.of();

    /** Looks whether there are new ones. */
    void give(List<RunningBridge> bridges) {
        Map<RunningPort, Counted> now = new HashMap<>();
        for (RunningBridge bridge : bridges) {
            for (RunningPort port : bridge.ports()) {
                if (port.config() instanceof VxlanConfig) {
                    now.put(port, Optional.ofNullable(tunnels.get(port)).orElseGet(() -> counted(port)));
                }
            }
        }
        tunnels = now;
        tunnels.values().forEach(Counted::look);
    }

    private static Counted counted(RunningPort port) {
        return new Counted(port.name(), () -> refused(port.driver()), System::nanoTime);
    }

    private static long refused(PortDriver driver) {
        return driver.ports().stream()
                .map(Port::counters)
                .mapToLong(counters -> counters.drops(DropReason.UDP_CHECKSUM_ZERO))
                .sum();
    }

    /** One port, what it has refused in all, and a clock in nanoseconds. */
    static final class Counted {
        private final String port;
        private final LongSupplier refused;
        private final LongSupplier nanos;
        private long told;
        private long toldAt;

        Counted(String port, LongSupplier refused, LongSupplier nanos) {
            this.port = port;
            this.refused = refused;
            this.nanos = nanos;
            toldAt = nanos.getAsLong() - QUIET_NANOS;
        }

        /** Says so if there are more than the last time; returns whether it did. */
        boolean look() {
            long now = refused.getAsLong();
            if (now == told || nanos.getAsLong() - toldAt < QUIET_NANOS) {
                return false;
            }
            LOG.warn(
                    "port {}: {} IPv6 datagrams without a UDP checksum were dropped (udp-checksum-zero);"
                            + " \"udp-checksum: zero\" takes them",
                    port,
                    now - told);
            told = now;
            toldAt = nanos.getAsLong();
            return true;
        }
    }
}
