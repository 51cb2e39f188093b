package org.taplane.control.reconcile;

import java.util.List;

/**
 * How to get from one configuration to another.
 *
 * @param changes in an order in which each can be made: what goes makes room for what comes
 * @param restarts keys whose change takes effect only after a restart of the daemon; such a plan is not carried out
 */
public record Plan(List<Change> changes, List<String> restarts) {
    public Plan {
        changes = List.copyOf(changes);
        restarts = List.copyOf(restarts);
    }

    public boolean isEmpty() {
        return changes.isEmpty() && restarts.isEmpty();
    }
}
