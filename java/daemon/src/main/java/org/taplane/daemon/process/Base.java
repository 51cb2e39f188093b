package org.taplane.daemon.process;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlTree;
import org.taplane.control.config.yaml.YamlWriter;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Legacy;

/**
 * The configuration that a process begins with: if it follows another, the bridges are those that the other had, so that it
 * can take them over as they are. What cannot change while a daemon runs is the file's.
 */
final class Base {
    private static final String NAME = "the running configuration";
    private static final String BRIDGES = "bridges";

    private Base() {}

    static Loaded of(Optional<Legacy> before, Loaded wanted) throws HandoverException {
        return before.isPresent() ? merge(read(before.get().config()), wanted) : wanted;
    }

    /** Whether this program understands what another, perhaps of another version, did. */
    static boolean understands(Legacy legacy) {
        return parse(legacy.config()) instanceof Loaded;
    }

    private static Loaded merge(Loaded running, Loaded wanted) throws HandoverException {
        YamlNode bridges = YamlTree.at(running.tree(), BRIDGES).orElseGet(YamlTree::emptyMapping);
        return read(YamlWriter.write(YamlTree.with(wanted.tree(), bridges, BRIDGES)));
    }

    private static Loaded read(String config) throws HandoverException {
        return switch (parse(config)) {
            case Loaded loaded -> loaded;
            case ConfigResult.Rejected rejected ->
                throw new HandoverException(rejected.errors().getFirst().toString());
        };
    }

    private static ConfigResult parse(String config) {
        return ConfigLoader.parse(NAME, config.getBytes(StandardCharsets.UTF_8));
    }
}
