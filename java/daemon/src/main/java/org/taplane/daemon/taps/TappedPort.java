package org.taplane.daemon.taps;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A port as captures know it.
 *
 * @param slot its own until it has been removed
 * @param remotes address of the tunnel's remote with an index; for any thread
 */
public record TappedPort(int slot, String bridge, String name, IntFunction<Optional<String>> remotes) {
    /** What captures call it. */
    public String label() {
        return bridge + "/" + name;
    }
}
