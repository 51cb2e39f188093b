package org.taplane.control.config.load;

import java.util.Optional;
import org.taplane.control.config.yaml.YamlNode;

/** Turns a node into a value, or reports what is wrong with it. */
@FunctionalInterface
interface ValueReader<T> {
    /** Empty exactly if something was reported. */
    Optional<T> read(YamlNode node, Problems problems);
}
