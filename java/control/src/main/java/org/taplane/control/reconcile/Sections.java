package org.taplane.control.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.taplane.control.config.yaml.YamlTree;

/** Where bridges, ports and static entries are in the tree of a configuration. */
final class Sections {
    static final String BRIDGES = "bridges";
    static final String PORTS = "ports";
    static final String STATIONS = "static-fdb";

    private Sections() {}

    static YamlNode bridge(YamlNode tree, String name) throws EditException {
        Optional<YamlNode> found = YamlTree.at(tree, BRIDGES, name);
        if (found.isEmpty()) {
            throw new EditException("there is no bridge \"" + name + "\"", names(bridges(tree)));
        }
        return found.get();
    }

    static List<Entry> bridges(YamlNode tree) {
        return YamlTree.at(tree, BRIDGES).map(YamlTree::entries).orElse(List.of());
    }

    static String names(List<Entry> entries) {
        List<String> names =
                entries.stream().map(entry -> entry.key().text()).limit(8).toList();
        return names.isEmpty() ? "none: there is none yet" : "one of " + String.join(", ", names);
    }

    static Optional<String> findPort(YamlNode tree, String port) {
        return bridges(tree).stream()
                .filter(bridge -> YamlTree.at(bridge.value(), PORTS, port).isPresent())
                .map(bridge -> bridge.key().text())
                .findFirst();
    }

    static String bridgeOf(YamlNode tree, String port) throws EditException {
        Optional<String> bridge = findPort(tree, port);
        if (bridge.isEmpty()) {
            throw new EditException("there is no port \"" + port + "\"", "a name that 'taplane show ports' lists");
        }
        return bridge.get();
    }

    static Mapping merged(YamlNode section, Mapping settings) {
        YamlNode merged = section;
        for (Entry entry : settings.entries()) {
            String key = entry.key().text();
            boolean gone = entry.value() instanceof Scalar scalar && scalar.isAbsent();
            merged = gone ? YamlTree.without(merged, key) : YamlTree.with(merged, entry.value(), key);
        }
        return merged instanceof Mapping mapping ? mapping : YamlTree.emptyMapping();
    }

    static List<YamlNode> stations(YamlNode tree, String bridge) {
        return YamlTree.at(tree, BRIDGES, bridge, STATIONS)
                .filter(Sequence.class::isInstance)
                .map(list -> ((Sequence) list).items())
                .orElse(List.of());
    }

    static YamlNode withStations(YamlNode tree, String bridge, Predicate<YamlNode> kept) {
        List<YamlNode> all = stations(tree, bridge);
        List<YamlNode> left = all.stream().filter(kept).toList();
        return left.size() == all.size()
                ? tree
                : YamlTree.with(tree, new Sequence(tree.at(), left), BRIDGES, bridge, STATIONS);
    }

    static boolean has(YamlNode entry, String key, String value) {
        return YamlTree.at(entry, key)
                .filter(found -> found instanceof Scalar scalar && scalar.text().equalsIgnoreCase(value))
                .isPresent();
    }
}
