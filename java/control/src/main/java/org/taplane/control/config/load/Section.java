package org.taplane.control.config.load;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.taplane.control.config.yaml.Position;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/**
 * A mapping with a known set of keys, while it is being read. A key becomes known by being asked for; {@link #close}
 * reports those that nobody asked for.
 */
final class Section {
    private final String name;
    private final Position at;
    private final List<Entry> entries;
    private final Problems problems;
    private final int problemsBefore;
    private final Set<String> asked = new LinkedHashSet<>();

    private Section(String name, YamlNode node, List<Entry> entries, Problems problems) {
        this.name = name;
        this.at = node.at();
        this.entries = entries;
        this.problems = problems;
        this.problemsBefore = problems.count();
    }

    /**
     * Starts to read a mapping; one that is left empty has no keys.
     *
     * @param name what messages call it: {@code port vm1}
     */
    static Optional<Section> open(String name, YamlNode node, Problems problems) {
        return Values.entries(node, problems).map(entries -> {
            Section section = new Section(name, node, entries, problems);
            section.reportRepeatedKeys();
            return section;
        });
    }

    Position at() {
        return at;
    }

    boolean has(String key) {
        return first(key).isPresent();
    }

    /** Where the key stands, or else the section. */
    Position keyAt(String key) {
        return first(key).map(entry -> entry.key().at()).orElse(at);
    }

    /** Where the value of the key stands, or else the section. */
    Position valueAt(String key) {
        return first(key).map(entry -> entry.value().at()).orElse(at);
    }

    /** Empty if the key is missing, or if its value was rejected. */
    <T> Optional<T> optional(String key, ValueReader<T> reader) {
        asked.add(key);
        return entries.stream()
                .filter(entry -> entry.key().text().equals(key))
                .map(entry -> reader.read(entry.value(), problems))
                .toList()
                .stream()
                .findFirst()
                .flatMap(value -> value);
    }

    /** Empty only if the value was rejected. */
    <T> Optional<T> optional(String key, ValueReader<T> reader, T byDefault) {
        Optional<T> value = optional(key, reader);
        return has(key) ? value : Optional.of(byDefault);
    }

    /** Empty if the key is missing, which is reported, or if its value was rejected. */
    <T> Optional<T> required(String key, String expected, ValueReader<T> reader) {
        if (!has(key)) {
            problems.report(at, "the key " + key + " is missing in " + name, key + ": " + expected);
        }
        return optional(key, reader);
    }

    /** The section's value, if nothing was reported since it was opened. */
    <T> Optional<T> close(Supplier<T> value) {
        entries.stream()
                .map(Entry::key)
                .filter(key -> !asked.contains(key.text()))
                .forEach(this::reportUnknown);
        return problems.unlessSince(problemsBefore, value);
    }

    private void reportUnknown(Scalar key) {
        problems.report(
                key.at(),
                "unknown key " + Wording.quote(key.text()) + " in " + name + Spelling.hint(key.text(), asked),
                Wording.oneOf(asked));
    }

    private void reportRepeatedKeys() {
        Unique<String> keys = new Unique<>("each key once");
        for (Entry entry : entries) {
            keys.claim(
                    entry.key().text(),
                    "key " + Wording.quote(entry.key().text()),
                    entry.key().at(),
                    problems);
        }
    }

    private Optional<Entry> first(String key) {
        return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    }
}
