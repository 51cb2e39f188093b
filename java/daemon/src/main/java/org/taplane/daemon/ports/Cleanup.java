package org.taplane.daemon.ports;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be undone, undone in reverse. A step that fails is logged and does not keep the others from their turn. */
public final class Cleanup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Deque<AutoCloseable> steps = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T step) {
        steps.push(step);
        return step;
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            attempt(steps.pop());
        }
    }

    /** Closes, or does, and logs what fails. */
    public static void attempt(AutoCloseable step) {
        try {
            step.close();
        } catch (Exception e) {
            LOG.warn("while cleaning up", e);
        }
    }
}
