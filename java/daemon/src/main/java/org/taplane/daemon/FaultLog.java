package org.taplane.daemon;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.BridgeConfig;
import org.taplane.dataplane.port.FaultSink;

/** Logs faults of ports, at most one a minute and shard: a fault may come with every frame. */
final class FaultLog implements FaultSink {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final BridgeConfig bridge;
    private long lastNanos = System.nanoTime() - QUIET_NANOS;

    FaultLog(BridgeConfig bridge) {
        this.bridge = bridge;
    }

    @Override
    public void report(int port, RuntimeException fault) {
        long now = System.nanoTime();
        if (now - lastNanos >= QUIET_NANOS) {
            lastNanos = now;
            LOG.error(
                    "bridge {}, port {}: frames lost to a fault (counted as internal; next report in a minute at most)",
                    bridge.name(),
                    bridge.ports().get(port).name(),
                    fault);
        }
    }
}
