package org.taplane.control.config.load;

import java.util.List;
import org.taplane.control.config.Config;
import org.taplane.control.config.yaml.YamlNode;

/** What became of a file. */
public sealed interface ConfigResult {
    /**
     * The file is valid.
     *
     * @param ports where its ports stand
     * @param tree what was read
     */
    record Loaded(Config config, PortPlaces ports, YamlNode tree) implements ConfigResult {}

    /**
     * The file is not valid.
     *
     * @param errors all of them, at least one, in the order of the file
     */
    record Rejected(List<ConfigError> errors) implements ConfigResult {
        public Rejected {
            errors = List.copyOf(errors);
        }
    }
}
