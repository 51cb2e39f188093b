package org.taplane.daemon.cli;

import java.util.function.IntSupplier;

/** A command that runs until SIGINT or SIGTERM: that is its proper end, and no failure. */
final class Interruption {
    private Interruption() {}

    /** Carries out a command; a signal meanwhile ends the process with exit code 0. */
    static int endsWell(IntSupplier command) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(ExitCode.FINE), "taplane-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = command.getAsInt();
        Runtime.getRuntime().removeShutdownHook(hook);
        return code;
    }
}
