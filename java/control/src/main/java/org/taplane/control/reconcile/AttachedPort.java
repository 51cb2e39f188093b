package org.taplane.control.reconcile;

import java.util.Optional;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlTree;

/**
 * A port that a command attached to a container or a process: it is in force beside whatever configuration there is, until
 * it is detached or the namespace that it is in ends.
 *
 * @param settings as in the configuration
 */
public record AttachedPort(String bridge, String name, YamlNode settings) {
    /** The key that makes a port an attached one. */
    static final String KEY = "attached";

    /** The namespace that the port's device is made in; empty for the daemon's own. */
    public Optional<String> netns() {
        return YamlTree.at(settings, "netns").filter(Scalar.class::isInstance).map(node -> ((Scalar) node).text());
    }

    /** The same; a start does not fail if its device cannot be made. */
    AttachedPort patient() {
        return new AttachedPort(bridge, name, YamlTree.with(settings, YamlTree.scalar("wait", false), "on-missing"));
    }
}
