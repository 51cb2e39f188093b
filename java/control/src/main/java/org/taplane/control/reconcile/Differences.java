package org.taplane.control.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlTree;
import org.taplane.control.config.yaml.YamlWriter;

/**
 * Two versions of a section in words: {@code vlan access 10 -> 20}, {@code mtu 1450} for a key that is new, and
 * {@code no mac} for one that is gone.
 */
final class Differences {
    private final Set<String> skipped;
    private final List<String> found = new ArrayList<>();

    private Differences(Set<String> skipped) {
        this.skipped = skipped;
    }

    /** @param skipped keys of the section that are not looked at */
    static List<String> of(YamlNode before, YamlNode after, Set<String> skipped) {
        Differences differences = new Differences(skipped);
        differences.compareEntries("", before, after);
        return differences.found;
    }

    private void compareEntries(String path, YamlNode before, YamlNode after) {
        Set<String> keys = new LinkedHashSet<>(keys(before));
        keys.addAll(keys(after));
        if (path.isEmpty()) {
            keys.removeAll(skipped);
        }
        for (String key : keys) {
            compare(path + key, YamlTree.at(before, key), YamlTree.at(after, key));
        }
    }

    private void compare(String path, Optional<YamlNode> before, Optional<YamlNode> after) {
        if (before.isEmpty()) {
            after.ifPresent(value -> found.add(path + " " + YamlWriter.writeLine(value)));
        } else if (after.isEmpty()) {
            found.add("no " + path);
        } else {
            compare(path, before.get(), after.get());
        }
    }

    /** Mappings with the same keys are compared key by key; anything else is one value. */
    private void compare(String path, YamlNode before, YamlNode after) {
        String from = YamlWriter.writeLine(before);
        String to = YamlWriter.writeLine(after);
        if (from.equals(to)) {
            return;
        }
        if (before instanceof Mapping
                && after instanceof Mapping
                && keys(before).equals(keys(after))) {
            compareEntries(path + " ", before, after);
        } else {
            found.add(path + " " + from + " -> " + to);
        }
    }

    private static Set<String> keys(YamlNode node) {
        return YamlTree.entries(node).stream()
                .map(entry -> entry.key().text())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
