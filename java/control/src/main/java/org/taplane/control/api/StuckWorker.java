package org.taplane.control.api;

import java.time.Duration;
import java.util.List;

/**
 * A forwarding thread that does not come round.
 *
 * @param name the thread's
 * @param silence since when at least
 * @param stack where it is, innermost call first
 */
public record StuckWorker(String name, Duration silence, List<String> stack) {
    public StuckWorker {
        stack = List.copyOf(stack);
    }
}
