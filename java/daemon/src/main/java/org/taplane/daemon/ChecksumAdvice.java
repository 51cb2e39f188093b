package org.taplane.daemon;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;

/**
 * Tells the operator which key takes datagrams without a UDP checksum, when a tunnel over IPv6 refuses some: at most once an
 * hour for each port that counts them. On the control thread.
 */
final class ChecksumAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ChecksumAdvice.class);
    private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();

    private final List<Counted> ports;

    private ChecksumAdvice(List<Counted> ports) {
        this.ports = ports;
    }

    static ChecksumAdvice of(List<RunningBridge> bridges) {
        return new ChecksumAdvice(bridges.stream()
                .flatMap(bridge -> bridge.drivers().stream())
                .filter(driver -> driver.config() instanceof VxlanConfig)
                .map(driver -> new Counted(driver.config().name(), () -> refused(driver), System::nanoTime))
                .toList());
    }

    private static long refused(PortDriver driver) {
        return driver.ports().stream()
                .map(Port::counters)
                .mapToLong(counters -> counters.drops(DropReason.UDP_CHECKSUM_ZERO))
                .sum();
    }

    /** Looks whether there are new ones. */
    void give() {
        ports.forEach(Counted::look);
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
