package org.taplane.daemon;

import org.taplane.control.config.PortConfig;

/**
 * A port of a bridge at work. Its slot is its own until it has been removed.
 *
 * @param config what is in force; the driver was opened with an earlier one, which made the same device
 */
record RunningPort(int slot, PortConfig config, PortDriver driver, PortAttachment attachment, PortFeatureSet features) {
    String name() {
        return config.name();
    }

    /** The port as its bridge is to see it from now on. */
    RunningPort with(PortConfig next) {
        PortFeatureSet kept =
                next.features().equals(config.features()) ? features : new PortFeatureSet(next.features());
        return new RunningPort(slot, next, driver, attachment, kept);
    }

    boolean isEnabled() {
        return config.features().enabled();
    }
}
