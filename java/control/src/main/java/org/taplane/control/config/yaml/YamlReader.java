package org.taplane.control.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.Event.ID;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Builds the tree from the parser's events. Time and memory are proportional to the text: no alias repeats a part of it,
 * and the depth of the tree, and so of the recursion, is bounded.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_MESSAGE = 200;
    private static final String VALID = "valid YAML";
    private static final String PLAIN = "every value written out where it is needed";

    private final Parser events;

    private YamlReader(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        events = new ParserImpl(new StreamReader(text), options);
    }

    /** The root of the single document of a text in UTF-8. */
    public static YamlNode read(byte[] bytes) throws UnreadableYamlException {
        YamlReader reader = new YamlReader(SourceText.decode(bytes));
        try {
            return reader.document();
        } catch (MarkedYAMLException e) {
            throw new UnreadableYamlException(
                    position(Optional.ofNullable(e.getProblemMark())), complaint(e.getProblem()), VALID);
        } catch (YAMLException e) {
            throw new UnreadableYamlException(Position.START, complaint(String.valueOf(e.getMessage())), VALID);
        }
    }

    private YamlNode document() throws UnreadableYamlException {
        events.getEvent(); // the start of the stream
        if (events.checkEvent(ID.StreamEnd)) {
            throw new UnreadableYamlException(Position.START, "the file is empty", "a configuration");
        }
        events.getEvent(); // the start of the document
        YamlNode root = node(events.getEvent(), 1);
        events.getEvent(); // the end of the document
        if (!events.checkEvent(ID.StreamEnd)) {
            throw refused(events.getEvent(), "a second document starts here", "one document a file");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws UnreadableYamlException {
        requirePlain(event);
        if (depth > MAX_DEPTH) {
            throw refused(event, "this is nested too deeply", "at most " + MAX_DEPTH + " levels");
        }
        if (event instanceof ScalarEvent scalar) {
            return new Scalar(position(event), scalar.getValue(), !scalar.isPlain());
        }
        return event.is(ID.SequenceStart) ? sequence(event, depth) : mapping(event, depth);
    }

    private Sequence sequence(Event start, int depth) throws UnreadableYamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.getEvent(); !event.is(ID.SequenceEnd); event = events.getEvent()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(position(start), items);
    }

    private Mapping mapping(Event start, int depth) throws UnreadableYamlException {
        List<Entry> entries = new ArrayList<>();
        for (Event event = events.getEvent(); !event.is(ID.MappingEnd); event = events.getEvent()) {
            Scalar key = key(event);
            entries.add(new Entry(key, node(events.getEvent(), depth + 1)));
        }
        return new Mapping(position(start), entries);
    }

    private static Scalar key(Event event) throws UnreadableYamlException {
        requirePlain(event);
        if (event instanceof ScalarEvent scalar) {
            return new Scalar(position(event), scalar.getValue(), !scalar.isPlain());
        }
        throw refused(event, "a list or a mapping cannot be a key", "a name");
    }

    private static void requirePlain(Event event) throws UnreadableYamlException {
        if (event instanceof AliasEvent) {
            throw refused(event, "aliases (*) are not supported", PLAIN);
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw refused(event, "anchors (&) are not supported", PLAIN);
        }
        if (tag(event).isPresent()) {
            throw refused(event, "tags (!) are not supported", "a value without one");
        }
    }

    private static Optional<String> tag(Event event) {
        return Optional.ofNullable(
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag();
                    case CollectionStartEvent collection -> collection.getTag();
                    default -> null;
                });
    }

    private static UnreadableYamlException refused(Event event, String problem, String expected) {
        return new UnreadableYamlException(position(event), problem, expected);
    }

    private static Position position(Event event) {
        return position(Optional.ofNullable(event.getStartMark()));
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(place -> new Position(place.getLine() + 1, place.getColumn() + 1))
                .orElse(Position.START);
    }

    private static String complaint(String message) {
        String brief = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return "this is not YAML: " + brief;
    }
}
