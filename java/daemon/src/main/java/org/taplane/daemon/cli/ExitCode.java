package org.taplane.daemon.cli;

/** How a command ends. */
public final class ExitCode {
    public static final int FINE = 0;
    /** The system, or the daemon, refused or failed. */
    public static final int FAILED = 1;
    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
