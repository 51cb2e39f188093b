package org.taplane.daemon;

import org.taplane.control.config.PortConfig;

/** A port of a bridge at work. Its slot is its own until it has been removed. */
record RunningPort(int slot, PortDriver driver, PortAttachment attachment, PortFeatureSet features) {
    PortConfig config() {
        return driver.config();
    }

    String name() {
        return config().name();
    }
}
