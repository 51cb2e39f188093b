package org.taplane.daemon.cli;

import java.nio.file.Path;
import java.util.List;

/** The validation behind {@code taplane check}. */
@FunctionalInterface
public interface Checker {
    /** What is wrong with the configuration, a line each, as it is to be printed; nothing if all is well. */
    List<String> check(Path config);
}
