package org.taplane.daemon.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The switch, as {@code taplane run} starts it. */
@FunctionalInterface
public interface Runner {
    /**
     * Forwards until the process is told to stop.
     *
     * @param config the configuration file; the built-in configuration if empty
     * @return the exit code, one of {@link ExitCode}
     */
    int run(Optional<Path> config);
}
