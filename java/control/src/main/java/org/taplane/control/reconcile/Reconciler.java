package org.taplane.control.reconcile;

/** Who carries out plans. */
@FunctionalInterface
public interface Reconciler {
    /**
     * Makes every change of the plan in turn.
     *
     * @throws ChangeException if one fails; everything is then as it was before
     */
    void carryOut(Plan plan) throws ChangeException;
}
