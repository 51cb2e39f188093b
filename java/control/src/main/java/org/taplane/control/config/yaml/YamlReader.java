package org.taplane.control.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
 * Builds the tree from the parser's events. No alias repeats a part of the text and the depth of the tree, and so of the
 * recursion, is bounded. Memory grows with the text; the parser's time grows with the square of the longest token.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_MESSAGE = 200;
    private static final String PLAIN = "every value written out where it is needed";
    private static final String VALID = "valid YAML, indented by spaces";
    /** The parser's advice against tabs, which it gives for other characters too. */
    private static final Pattern ADVICE = Pattern.compile("[.] \\(Do not use .* for indentation\\)");

    private final StreamReader source;
    private final Parser events;

    private YamlReader(String text) {
        source = new StreamReader(text);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        events = new ParserImpl(source, options);
    }

    /** The root of the single document in a UTF-8 text. */
    public static YamlNode read(byte[] bytes) throws UnreadableYamlException {
        YamlReader reader = new YamlReader(SourceText.decode(bytes));
        try {
            return reader.document();
        } catch (MarkedYAMLException e) {
            Position at = Optional.ofNullable(e.getProblemMark())
                    .map(YamlReader::position)
                    .orElseGet(reader::reached);
            throw new UnreadableYamlException(at, complaint(e), VALID);
        } catch (YAMLException | IllegalArgumentException e) { // the latter slips out of the parser for "\UFFFFFFFF"
            throw new UnreadableYamlException(reader.reached(), complaint(String.valueOf(e.getMessage())), VALID);
        }
    }

    private YamlNode document() throws UnreadableYamlException {
        events.getEvent(); // the start of the stream
        if (events.checkEvent(ID.StreamEnd)) {
            throw new UnreadableYamlException(
                    Position.START, "the file is empty", "a configuration with the key bridges");
        }
        events.getEvent(); // the start of the document
        YamlNode root = node(events.getEvent(), 1);
        events.getEvent(); // the end of the document
        if (!events.checkEvent(ID.StreamEnd)) {
            throw refused(events.getEvent(), "a second document starts here", "one document per file");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws UnreadableYamlException {
        requirePlain(event);
        if (depth > MAX_DEPTH) {
            throw refused(event, "this is nested too deeply", "at most " + MAX_DEPTH + " levels");
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        return event.is(ID.SequenceStart) ? sequence(event, depth) : mapping(event, depth);
    }

    private static Scalar scalar(ScalarEvent event) {
        return new Scalar(position(event), event.getValue(), !event.isPlain());
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
            return scalar(scalar);
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

    private Position reached() {
        return new Position(source.getLine() + 1, source.getColumn() + 1);
    }

    private static UnreadableYamlException refused(Event event, String problem, String expected) {
        return new UnreadableYamlException(position(event), problem, expected);
    }

    private static Position position(Event event) {
        return position(event.getStartMark());
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** What the parser says, and where the thing starts that it could not finish: a quote or a brace left open. */
    private static String complaint(MarkedYAMLException e) {
        String problem = complaint(e.getProblem());
        return Optional.ofNullable(e.getContextMark())
                .map(YamlReader::position)
                .map(start ->
                        problem + ", " + e.getContext() + " that starts at " + start.line() + ":" + start.column())
                .orElse(problem);
    }

    private static String complaint(String message) {
        String brief = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return "this is not YAML: " + ADVICE.matcher(brief).replaceFirst("");
    }
}
