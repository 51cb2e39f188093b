package org.taplane.control.reconcile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.taplane.control.config.yaml.YamlTree;
import org.taplane.control.config.yaml.YamlWriter;

/** Attached ports in the tree of a configuration. With a port go its static entries. */
final class AttachedPorts {
    private AttachedPorts() {}

    static List<AttachedPort> of(YamlNode tree) {
        return Sections.bridges(tree).stream()
                .flatMap(bridge -> ports(bridge.value()).stream()
                        .filter(port ->
                                YamlTree.at(port.value(), AttachedPort.KEY).isPresent())
                        .map(port ->
                                new AttachedPort(bridge.key().text(), port.key().text(), port.value())))
                .toList();
    }

    private static List<Entry> ports(YamlNode bridge) {
        return YamlTree.at(bridge, Sections.PORTS).map(YamlTree::entries).orElse(List.of());
    }

    /** The tree of the configuration alone. */
    static YamlNode without(YamlNode tree) {
        YamlNode left = tree;
        for (AttachedPort port : of(tree)) {
            left = YamlTree.without(left, Sections.BRIDGES, port.bridge(), Sections.PORTS, port.name());
            left = Sections.withStations(left, port.bridge(), entry -> !Sections.has(entry, "port", port.name()));
        }
        return left;
    }

    /**
     * What is to be in force when {@code wanted} takes the place of {@code running}: the attached ports stay, unless
     * {@code wanted} has ports of these names.
     *
     * @throws EditException if the bridge of one of them would be gone
     */
    static ConfigResult kept(YamlNode running, Loaded wanted) throws EditException {
        List<AttachedPort> ports = of(running).stream()
                .filter(port -> Sections.findPort(wanted.tree(), port.name()).isEmpty())
                .toList();
        YamlNode joined = wanted.tree();
        for (AttachedPort port : ports) {
            joined = with(joined, port);
            List<YamlNode> stations = Sections.stations(running, port.bridge()).stream()
                    .filter(entry -> Sections.has(entry, "port", port.name()))
                    .toList();
            joined = withStations(joined, port.bridge(), stations);
        }
        return ports.isEmpty() ? wanted : joined(wanted, joined);
    }

    /**
     * A configuration and a port beside it.
     *
     * @throws EditException if there is no such bridge, or a port of this name already
     */
    static ConfigResult joined(Loaded wanted, AttachedPort port) throws EditException {
        if (Sections.findPort(wanted.tree(), port.name()).isPresent()) {
            throw new EditException("there is a port \"" + port.name() + "\" already", "a free name");
        }
        return joined(wanted, with(wanted.tree(), port));
    }

    private static YamlNode with(YamlNode tree, AttachedPort port) throws EditException {
        if (YamlTree.at(tree, Sections.BRIDGES, port.bridge()).isEmpty()) {
            throw new EditException(
                    "bridge \"" + port.bridge() + "\" is missing, and port " + port.name() + " is attached to it",
                    "the bridge, or the port detached before");
        }
        return YamlTree.with(tree, port.settings(), Sections.BRIDGES, port.bridge(), Sections.PORTS, port.name());
    }

    private static YamlNode withStations(YamlNode tree, String bridge, List<YamlNode> more) {
        List<YamlNode> all = new ArrayList<>(Sections.stations(tree, bridge));
        return all.addAll(more)
                ? YamlTree.with(tree, new Sequence(tree.at(), all), Sections.BRIDGES, bridge, Sections.STATIONS)
                : tree;
    }

    /** Ports of the file stand where they stand in the file. */
    private static ConfigResult joined(Loaded wanted, YamlNode joined) {
        byte[] text = YamlWriter.write(joined).getBytes(StandardCharsets.UTF_8);
        return switch (ConfigLoader.parse("the configuration with the attached ports", text)) {
            case Loaded(var config, var _, var tree) -> new Loaded(config, wanted.ports(), tree);
            case ConfigResult.Rejected rejected -> rejected;
        };
    }
}
