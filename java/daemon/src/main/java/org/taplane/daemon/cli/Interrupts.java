package org.taplane.daemon.cli;

/** How a command hears that it is to end. */
@FunctionalInterface
public interface Interrupts {
    /** Has SIGINT and SIGTERM call {@code action}, on another thread; the process then ends as the command ends. */
    void catchSignals(Runnable action);
}
