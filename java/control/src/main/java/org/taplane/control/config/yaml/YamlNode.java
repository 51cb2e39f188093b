package org.taplane.control.config.yaml;

import java.util.List;

/** A node of the tree. */
public sealed interface YamlNode {
    /** Where the node starts; a block mapping or list starts at its first key or dash. */
    Position at();

    /**
     * A single value.
     *
     * @param quoted whether the text stood in quotes or in a block scalar, and so is certainly meant as text
     */
    record Scalar(Position at, String text, boolean quoted) implements YamlNode {
        /** Whether nothing was written where a value may be. */
        public boolean isAbsent() {
            return text.isEmpty() && !quoted;
        }
    }

    record Sequence(Position at, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Keys with their values.
     *
     * @param entries in the order of the text; a key may come up more than once
     */
    record Mapping(Position at, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    record Entry(Scalar key, YamlNode value) {}
}
