package org.taplane.control.config.yaml;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;

/**
 * Writes a tree as text that {@link YamlReader} reads as the same tree. What fits on one line is written as a flow
 * ({@code {type: tap, vlan: {access: 10}}}), as people write ports; the outer levels are always blocks.
 */
public final class YamlWriter {
    private static final String STEP = "  ";
    private static final int WIDTH = 110;

    /** Levels that are blocks however short: the top, the bridges, a bridge, its ports. */
    private static final int BLOCK_LEVELS = 4;

    /** What needs no quotes anywhere, a superset of names, numbers, addresses and ranges. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./]([A-Za-z0-9_./:@%+-]*[A-Za-z0-9_./@%+-])?");

    private final StringBuilder text = new StringBuilder();

    private YamlWriter() {}

    public static String write(YamlNode root) {
        YamlWriter writer = new YamlWriter();
        writer.value(root, 0);
        return writer.text.append('\n').toString().stripLeading();
    }

    /** One line, whatever its length: {@code {type: tap}}. */
    public static String writeLine(YamlNode node) {
        YamlWriter writer = new YamlWriter();
        writer.flow(node);
        return writer.text.toString();
    }

    /** What stands behind a key or a dash, the space or line break before it included. */
    private void value(YamlNode node, int level) {
        if (node instanceof Scalar scalar && scalar.isAbsent()) {
            return;
        }
        if (node instanceof Scalar || isEmpty(node) || (level >= BLOCK_LEVELS && fits(node))) {
            text.append(' ');
            flow(node);
            return;
        }
        switch (node) {
            case Mapping(var at, List<Entry> entries) -> entries.forEach(entry -> entry(entry, level));
            case Sequence(var at, List<YamlNode> items) -> items.forEach(item -> item(item, level));
            case Scalar scalar -> throw new IllegalStateException("written above");
        }
    }

    private void entry(Entry entry, int level) {
        line(level);
        scalar(entry.key());
        text.append(':');
        value(entry.value(), level + 1);
    }

    /** An item is a flow: a block behind a dash would be indented in a way of its own. */
    private void item(YamlNode item, int level) {
        line(level);
        text.append("- ");
        flow(item);
    }

    private void line(int level) {
        text.append('\n').append(STEP.repeat(level));
    }

    private boolean fits(YamlNode node) {
        return text.length() - text.lastIndexOf("\n") + writeLine(node).length() <= WIDTH;
    }

    private static boolean isEmpty(YamlNode node) {
        return switch (node) {
            case Mapping mapping -> mapping.entries().isEmpty();
            case Sequence list -> list.items().isEmpty();
            case Scalar scalar -> scalar.isAbsent();
        };
    }

    private void flow(YamlNode node) {
        switch (node) {
            case Scalar scalar -> scalar(scalar);
            case Sequence(var at, List<YamlNode> items) -> {
                text.append('[');
                for (Iterator<YamlNode> each = items.iterator(); each.hasNext(); separate(each)) {
                    flow(each.next());
                }
                text.append(']');
            }
            case Mapping(var at, List<Entry> entries) -> {
                text.append('{');
                for (Iterator<Entry> each = entries.iterator(); each.hasNext(); separate(each)) {
                    Entry entry = each.next();
                    scalar(entry.key());
                    text.append(": ");
                    flow(entry.value());
                }
                text.append('}');
            }
        }
    }

    private void separate(Iterator<?> rest) {
        if (rest.hasNext()) {
            text.append(", ");
        }
    }

    /** A value that was quoted is text and stays quoted; an absent one has no sign in a flow either. */
    private void scalar(Scalar scalar) {
        if (scalar.quoted()
                || !(scalar.text().isEmpty() || PLAIN.matcher(scalar.text()).matches())) {
            quoted(scalar.text());
        } else {
            text.append(scalar.text());
        }
    }

    private void quoted(String value) {
        text.append('"');
        value.codePoints().forEach(this::escaped);
        text.append('"');
    }

    private void escaped(int character) {
        switch (character) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            default -> {
                if (character < ' ' || (character >= 0x7f && character <= 0xa0) || isBreak(character)) {
                    text.append(String.format("\\u%04x", character));
                } else {
                    text.appendCodePoint(character);
                }
            }
        }
    }

    private static boolean isBreak(int character) {
        return character == '\u2028' || character == '\u2029' || character == '\ufeff';
    }
}
