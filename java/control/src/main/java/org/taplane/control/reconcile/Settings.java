package org.taplane.control.reconcile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.taplane.control.config.yaml.UnreadableYamlException;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlReader;
import org.taplane.control.config.yaml.YamlTree;

/**
 * Settings as they are typed on a command line: {@code type=tap,netns=web,vlan.access=10,address=[10.0.0.1/24]}, or a YAML
 * mapping. A dot leads into a mapping, so that {@code vlan.access=10} is {@code vlan: {access: 10}}.
 */
public final class Settings {
    private static final String FORM = "KEY=VALUE,… or a YAML mapping such as {type: tap}";

    private Settings() {}

    public static Mapping parse(String text) throws EditException {
        if (text.isBlank()) {
            return YamlTree.emptyMapping();
        }
        return text.strip().startsWith("{") ? mapping(text) : pairs(text);
    }

    private static Mapping mapping(String text) throws EditException {
        if (value(text) instanceof Mapping mapping) {
            return mapping;
        }
        throw new EditException("\"" + text + "\" is no mapping", FORM);
    }

    private static Mapping pairs(String text) throws EditException {
        Mapping settings = YamlTree.emptyMapping();
        for (String pair : split(text)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new EditException("\"" + pair + "\" has no key and value", FORM);
            }
            String[] path = pair.substring(0, equals).strip().split("\\.", -1);
            settings = YamlTree.with(settings, value(pair.substring(equals + 1)), path);
        }
        return settings;
    }

    private static YamlNode value(String text) throws EditException {
        if (text.isBlank()) {
            return YamlTree.scalar("", false);
        }
        try {
            return YamlReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableYamlException e) {
            throw new EditException("\"" + text + "\": " + e.problem(), e.expected());
        }
    }

    /** At the commas that are in no bracket and no quotes. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            quoted ^= character == '"';
            depth += quoted ? 0 : nesting(character);
            if (character == ',' && depth == 0 && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static int nesting(char character) {
        return switch (character) {
            case '[', '{' -> 1;
            case ']', '}' -> -1;
            default -> 0;
        };
    }
}
