package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a valid file, it either loads or gets located errors. */
class MutatedFileTest {
    private static final String VALID = example();

    /** Replaces {@code length} characters from {@code at} by a text; both are cut to fit. */
    record Mutation(int at, int length, String text) {
        String apply(String source) {
            int start = Math.min(at, source.length());
            int end = Math.min(start + length, source.length());
            return source.substring(0, start) + text + source.substring(end);
        }
    }

    @Property(tries = 3000)
    void mutationsOfAValidFileAreLoadedOrLocated(@ForAll("mutations") List<Mutation> mutations) {
        String text = VALID;
        for (Mutation mutation : mutations) {
            text = mutation.apply(text);
        }
        requireLoadedOrLocated(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void bytesAreLoadedOrLocated(@ForAll byte[] bytes) {
        requireLoadedOrLocated(bytes);
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        " ",
                        "\n",
                        "\t",
                        ":",
                        "- ",
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        "'",
                        "#",
                        "&a ",
                        "*a",
                        "!x ",
                        "|\n",
                        ">\n",
                        "? ",
                        ",",
                        "---\n",
                        "...\n",
                        "%YAML 1.1\n",
                        "<<: ",
                        "0",
                        "-1",
                        "4095",
                        "16777216",
                        "1e9",
                        "all",
                        "true",
                        "null",
                        "~",
                        "type: tap",
                        "vlan: ",
                        "access: ",
                        "10.98.0.1",
                        "::1",
                        "fd00::1/64",
                        "\"\\UFFFFFFFF\"",
                        "\"\\0\"",
                        "\uFEFF",
                        "\u2028",
                        "\uD83D\uDE00"),
                Arbitraries.strings().ofMaxLength(5));
        return Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length()),
                        Arbitraries.integers().between(0, 12),
                        texts)
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static void requireLoadedOrLocated(byte[] text) {
        switch (ConfigLoader.parse("f.yaml", text)) {
            case ConfigResult.Loaded loaded ->
                assertThat(loaded.config().bridges()).isNotEmpty();
            case ConfigResult.Rejected rejected -> requireLocated(rejected.errors(), text);
        }
    }

    private static void requireLocated(List<ConfigError> errors, byte[] text) {
        // Besides \n, YAML ends lines at a lone \r, U+0085, U+2028 and U+2029.
        int lines = new String(text, StandardCharsets.UTF_8).split("\\R", -1).length;
        assertThat(errors)
                .isNotEmpty()
                .isSortedAccordingTo(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column))
                .allSatisfy(error -> {
                    assertThat(error.line()).isBetween(1, lines);
                    assertThat(error.column()).isPositive();
                    assertThat(error.toString())
                            .doesNotContainPattern("\\R")
                            .startsWith("f.yaml:" + error.line() + ":");
                    assertThat(error.expected()).isNotBlank();
                });
    }

    private static String example() {
        try (InputStream text = MutatedFileTest.class.getResourceAsStream("example.yaml")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
