package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.List;
import org.taplane.control.config.load.ConfigError;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;

/** {@code taplane check}. */
public final class CheckCommand {
    private CheckCommand() {}

    public static List<String> check(Path file) {
        return switch (ConfigLoader.load(file)) {
            case ConfigResult.Loaded loaded -> List.of();
            case ConfigResult.Rejected rejected ->
                rejected.errors().stream().map(ConfigError::toString).toList();
        };
    }
}
