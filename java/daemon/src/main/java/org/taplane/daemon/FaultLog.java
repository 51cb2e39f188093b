package org.taplane.daemon;

import java.time.Duration;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.port.FaultSink;

/** Logs faults of ports, at most one a minute and shard: a fault may come with every frame. */
final class FaultLog implements FaultSink {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String bridge;
    private final IntFunction<String> names;
    private long lastNanos = System.nanoTime() - QUIET_NANOS;

    /** @param names of the ports that the bridge has at the moment, by slot */
    FaultLog(String bridge, IntFunction<String> names) {
        this.bridge = bridge;
        this.names = names;
    }

    @Override
    public void report(int slot, Throwable fault) {
        long now = System.nanoTime();
        if (now - lastNanos >= QUIET_NANOS) {
            lastNanos = now;
            LOG.error(
                    "bridge {}, port {}: frames lost to a fault (counted as internal; next report in a minute at most)",
                    bridge,
                    names.apply(slot),
                    fault);
        }
    }
}
