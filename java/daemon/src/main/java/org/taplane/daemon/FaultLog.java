package org.taplane.daemon;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.BridgeConfig;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.io.sys.SysException;

/** Logs faults of a bridge's ports, at most one a minute: a fault may come with every frame. For all shards. */
final class FaultLog implements FaultSink {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final BridgeConfig bridge;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    FaultLog(BridgeConfig bridge) {
        this.bridge = bridge;
    }

    @Override
    public void report(int port, Throwable fault) {
        long now = System.nanoTime();
        long last = lastNanos.get();
        if (now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now)) {
            log(bridge.ports().get(port).name(), fault);
        }
    }

    private void log(String port, Throwable fault) {
        if (fault instanceof SysException refused) {
            LOG.error(
                    "bridge {}, port {}: {} (counted among its drops; next report in a minute at the earliest)",
                    bridge.name(),
                    port,
                    refused.getMessage());
        } else {
            LOG.error(
                    "bridge {}, port {}: frames lost to a fault (counted as internal; next report in a minute at the"
                            + " earliest)",
                    bridge.name(),
                    port,
                    fault);
        }
    }
}
