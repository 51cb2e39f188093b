package org.taplane.control.reconcile;

/** Something that is done to the running switch and can be undone. */
public interface Step {
    /**
     * Does it.
     *
     * @throws ChangeException if the system refuses; nothing of the step is done then
     */
    void apply() throws ChangeException;

    /** Takes back what {@link #apply} did. Called at most once, and after it only. */
    void undo();
}
