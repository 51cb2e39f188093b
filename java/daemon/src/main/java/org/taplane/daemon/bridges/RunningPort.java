package org.taplane.daemon.bridges;

import org.taplane.control.api.PortTotals;
import org.taplane.control.config.PortConfig;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.taps.PortTaps;
import org.taplane.dataplane.port.Port;
import org.taplane.io.fastpath.FastCounters;

/**
 * A port of a bridge at work. Its slot is its own until it has been removed.
 *
 * @param config what is in force; the driver was opened with an earlier one, which made the same device
 * @param taps of captures
 */
public record RunningPort(
        int slot,
        PortConfig config,
        PortDriver driver,
        PortAttachment attachment,
        PortFeatureSet features,
        PortTaps taps) {
    public String name() {
        return config.name();
    }

    /** What it has counted, with what the kernel has forwarded for it. */
    public PortTotals totals() {
        FastCounters kernel = driver.kernelCounters();
        return PortTotals.sum(driver.ports().stream().map(Port::counters).toList())
                .plus(kernel.rxFrames(), kernel.rxBytes(), kernel.txFrames(), kernel.txBytes());
    }

    /** The port as its bridge is to see it from now on. */
    RunningPort with(PortConfig next) {
        PortFeatureSet kept =
                next.features().equals(config.features()) ? features : new PortFeatureSet(next.features());
        return new RunningPort(slot, next, driver, attachment, kept, taps);
    }

    public boolean isEnabled() {
        return config.features().enabled();
    }
}
