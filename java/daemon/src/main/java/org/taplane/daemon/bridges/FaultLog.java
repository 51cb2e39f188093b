package org.taplane.daemon.bridges;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.io.sys.SysException;

/** Logs faults of a bridge's ports, at most one a minute: a fault may come with every frame. For all shards. */
final class FaultLog implements FaultSink {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String bridge;
    private final IntFunction<String> names;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /** @param names of the ports that the bridge has at the moment, by slot */
    FaultLog(String bridge, IntFunction<String> names) {
        this.bridge = bridge;
        this.names = names;
    }

    @Override
    public void report(int slot, Throwable fault) {
        long now = System.nanoTime();
        long last = lastNanos.get();
        if (now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now)) {
            log(names.apply(slot), fault);
        }
    }

    private void log(String port, Throwable fault) {
        if (fault instanceof SysException refused) {
            LOG.error(
                    "bridge {}, port {}: {} (counted among its drops; next report in a minute at the earliest)",
                    bridge,
                    port,
                    refused.getMessage());
        } else {
            LOG.error(
                    "bridge {}, port {}: frames lost to a fault (counted as internal; next report in a minute at the"
                            + " earliest)",
                    bridge,
                    port,
                    fault);
        }
    }
}
