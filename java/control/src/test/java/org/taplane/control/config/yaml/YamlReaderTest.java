package org.taplane.control.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;

class YamlReaderTest {
    @Test
    void everyNodeKnowsItsPlace() throws UnreadableYamlException {
        assertThat(read("# first\nä: {b: [1, 'x']}\nc:\n  - d\n"))
                .isEqualTo(new Mapping(
                        new Position(2, 1),
                        List.of(
                                new Entry(
                                        scalar(2, 1, "ä"),
                                        new Mapping(
                                                new Position(2, 4),
                                                List.of(new Entry(
                                                        scalar(2, 5, "b"),
                                                        new Sequence(
                                                                new Position(2, 8),
                                                                List.of(
                                                                        scalar(2, 9, "1"),
                                                                        new Scalar(
                                                                                new Position(2, 12), "x", true))))))),
                                new Entry(
                                        scalar(3, 1, "c"),
                                        new Sequence(new Position(4, 3), List.of(scalar(4, 5, "d")))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no", "on", "Yes", "true", "null", "~", "10", "010", "0x1f", "1e3", "02:00:00:00:00:09", "12:30"
            })
    void plainWordsStayTheTextThatWasWritten(String word) throws UnreadableYamlException {
        assertThat(read(word)).isEqualTo(scalar(1, 1, word));
        assertThat(read(word + ": x"))
                .isInstanceOfSatisfying(
                        Mapping.class,
                        mapping ->
                                assertThat(mapping.entries().getFirst().key()).isEqualTo(scalar(1, 1, word)));
    }

    @Test
    void nothingIsNotAnEmptyText() throws UnreadableYamlException {
        Mapping mapping = (Mapping) read("a:\nb: ''");

        assertThat(mapping.entries())
                .extracting(Entry::value)
                .satisfiesExactly(
                        absent -> assertThat(((Scalar) absent).isAbsent()).isTrue(),
                        empty -> assertThat(((Scalar) empty).isAbsent()).isFalse());
    }

    @Test
    void repeatedKeysAreKeptForTheReader() throws UnreadableYamlException {
        assertThat(((Mapping) read("a: 1\na: 2")).entries()).hasSize(2);
    }

    @Test
    void byteOrderMarkIsNotPartOfTheText() throws UnreadableYamlException {
        assertThat(read("\uFEFFa")).isEqualTo(scalar(1, 1, "a"));
    }

    private static YamlNode read(String text) throws UnreadableYamlException {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Scalar scalar(int line, int column, String text) {
        return new Scalar(new Position(line, column), text, false);
    }
}
