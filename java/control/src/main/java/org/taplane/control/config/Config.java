package org.taplane.control.config;

import java.util.List;

/**
 * Everything that a daemon is told.
 *
 * @param bridges in the order of the file; at least one
 */
public record Config(WorkerConfig workers, ControlConfig control, List<BridgeConfig> bridges) {
    public Config {
        bridges = List.copyOf(bridges);
    }
}
