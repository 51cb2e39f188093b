package org.taplane.daemon.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The usual way to start the daemon, {@code run --config FILE}, recognised without the parser of command lines: no start-up
 * cache takes its classes, as they are compiled for an old Java, and they cost a fifth of a start. Frames may be waiting.
 */
public final class PlainRun {
    private static final int WORDS = 3;

    private PlainRun() {}

    /** The file, if the line is exactly that; any other line is the parser's. */
    public static Optional<Path> config(String[] args) {
        boolean isPlain = args.length == WORDS
                && args[0].equals("run")
                && (args[1].equals(Syntax.CONFIG) || args[1].equals(Syntax.CONFIG_SHORT))
                && !args[2].isEmpty()
                && !args[2].startsWith("-");
        return isPlain ? Optional.of(Path.of(args[2])) : Optional.empty();
    }
}
