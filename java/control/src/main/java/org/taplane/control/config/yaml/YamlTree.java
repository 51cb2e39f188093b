package org.taplane.control.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Looks into trees, and makes changed copies of them. What is new in a copy has the position of nothing in a text. */
public final class YamlTree {
    private YamlTree() {}

    /** A text value, as if written in quotes or without them. */
    public static Scalar scalar(String text, boolean quoted) {
        return new Scalar(Position.START, text, quoted);
    }

    public static Mapping emptyMapping() {
        return new Mapping(Position.START, List.of());
    }

    /** The entries of a mapping; none of anything else. */
    public static List<Entry> entries(YamlNode node) {
        return node instanceof Mapping mapping ? mapping.entries() : List.of();
    }

    /** What the keys lead to, from mapping to mapping. */
    public static Optional<YamlNode> at(YamlNode node, String... keys) {
        Optional<YamlNode> found = Optional.of(node);
        for (String key : keys) {
            found = found.flatMap(each -> child(each, key));
        }
        return found;
    }

    private static Optional<YamlNode> child(YamlNode node, String key) {
        return entries(node).stream()
                .filter(entry -> entry.key().text().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    /** A copy in which the keys lead to {@code value}. Mappings on the way are made if there is none. */
    public static Mapping with(YamlNode node, YamlNode value, String... keys) {
        return with(node, value, List.of(keys));
    }

    private static Mapping with(YamlNode node, YamlNode value, List<String> keys) {
        String key = keys.getFirst();
        YamlNode next = keys.size() == 1
                ? value
                : with(child(node, key).orElseGet(YamlTree::emptyMapping), value, keys.subList(1, keys.size()));
        List<Entry> entries = new ArrayList<>(entries(node));
        int place = place(entries, key);
        if (place < entries.size()) {
            entries.set(place, new Entry(entries.get(place).key(), next));
        } else {
            entries.add(new Entry(scalar(key, false), next));
        }
        return new Mapping(node.at(), entries);
    }

    /** A copy without what the keys lead to. */
    public static YamlNode without(YamlNode node, String... keys) {
        return without(node, List.of(keys));
    }

    private static YamlNode without(YamlNode node, List<String> keys) {
        String key = keys.getFirst();
        List<Entry> entries = new ArrayList<>(entries(node));
        int place = place(entries, key);
        if (place == entries.size()) {
            return node;
        }
        Entry entry = entries.remove(place);
        if (keys.size() > 1) {
            entries.add(place, new Entry(entry.key(), without(entry.value(), keys.subList(1, keys.size()))));
        }
        return new Mapping(node.at(), entries);
    }

    private static int place(List<Entry> entries, String key) {
        int place = 0;
        while (place < entries.size() && !entries.get(place).key().text().equals(key)) {
            place++;
        }
        return place;
    }
}
