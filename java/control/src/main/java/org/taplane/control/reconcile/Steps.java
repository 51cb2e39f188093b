package org.taplane.control.reconcile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that are done together or not at all: when one fails, those before it are undone, the last one first. */
public final class Steps implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final List<Step> steps;
    private final Deque<Step> done = new ArrayDeque<>();

    public Steps(List<? extends Step> steps) {
        this.steps = List.copyOf(steps);
    }

    @Override
    public void apply() throws ChangeException {
        try {
            for (Step step : steps) {
                step.apply();
                done.push(step);
            }
        } catch (ChangeException | RuntimeException e) {
            undo();
            throw e;
        }
    }

    /** A step that cannot be undone does not keep the others from their turn. */
    @Override
    public void undo() {
        while (!done.isEmpty()) {
            attempt(done.pop());
        }
    }

    private static void attempt(Step step) {
        try {
            step.undo();
        } catch (RuntimeException e) {
            LOG.error("a change cannot be taken back: {}", e.getMessage(), e);
        }
    }
}
