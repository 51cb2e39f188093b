package org.taplane.control.api;

/** How the switch is handed over to a new process. */
@FunctionalInterface
public interface Upgrading {
    /**
     * Starts a new process and hands the switch over to it. On return this one has nothing left to do but to answer.
     *
     * @throws UpgradeException if nothing came of it: this process goes on as before
     */
    Upgraded upgrade() throws UpgradeException;
}
