package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input that is made to hurt ends with a located line, soon. */
class HostileInputTest {
    private static final Duration SOON = Duration.ofSeconds(20); // a second alone, more on a busy machine
    private static final int FULL = ConfigLoader.MAX_BYTES;

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void textIsRefusedSoon(String name, byte[] text, String firstLine) {
        assertThat(errors(text).getFirst()).hasToString("x:" + firstLine);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                text("empty", "", "1:1: the file is empty; expected a configuration with the key bridges"),
                text(
                        "blank",
                        " ".repeat(FULL),
                        "1:1: the file is empty; expected a configuration with the key bridges"),
                text(
                        "deep flow lists",
                        "[".repeat(FULL),
                        "1:33: this is nested too deeply; expected at most 32 levels"),
                text(
                        "deep block lists",
                        "- ".repeat(10_000),
                        "1:65: this is nested too deeply; expected at most 32 levels"),
                text(
                        "deep flow mappings",
                        "{a: ".repeat(10_000) + "}".repeat(10_000),
                        "1:129: this is nested too deeply; expected at most 32 levels"),
                text(
                        "billion laughs",
                        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nbridges: *c\n",
                        "1:4: anchors (&) are not supported; expected every value written out where it is needed"),
                text(
                        "one endless word",
                        "a".repeat(FULL),
                        "1:1: \"" + "a".repeat(40) + "…\" is not allowed here; expected a mapping (key: value)"),
                text(
                        "a huge number",
                        "bridges: {b: {}}\nworkers: " + "9".repeat(100_000),
                        "2:10: " + "9".repeat(40) + "… is out of range; expected a number of threads from 1 to 64"),
                text(
                        "a control character",
                        "a: \u0007",
                        "1:4: the character U+0007 is not allowed; expected UTF-8 text without control characters"),
                text(
                        "a character beyond Unicode",
                        "a: \"\\UFFFFFFFF\"",
                        "1:7: this is not YAML: For input string: \"FFFFFFFF\" under radix 16; expected valid YAML, indented by spaces"),
                bytes(
                        "UTF-16",
                        "bridges: {}".getBytes(StandardCharsets.UTF_16),
                        "1:1: this is not UTF-8; expected UTF-8 text"),
                bytes(
                        "Latin-1",
                        "a: b\nc: ä".getBytes(StandardCharsets.ISO_8859_1),
                        "2:4: this is not UTF-8; expected UTF-8 text"),
                bytes("binary", random(), "1:1: this is not UTF-8; expected UTF-8 text"));
    }

    @Test
    void veryManyErrorsAreCountedNotListed() {
        String text = "bridges: {br0: {}}\n" + "x:\n".repeat(100_000);

        List<ConfigError> errors = errors(text.getBytes(StandardCharsets.UTF_8));

        assertThat(errors).hasSize(1001);
        assertThat(errors.getLast().problem()).isEqualTo("198999 more errors are not listed");
    }

    @Test
    void messagesDoNotGrowWithTheNamesInThem() {
        String port = "? \"" + "p".repeat(500_000) + "\"\n: {type: tap, " + "k: 1, ".repeat(50_000) + "}";

        assertThat(errors(("bridges: {b: {ports: {" + port + "}}}").getBytes(StandardCharsets.UTF_8)))
                .allSatisfy(error -> assertThat(error.toString().length()).isLessThan(300));
    }

    @Test
    void fiftyMegabytesAreNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.yaml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(50L << 20);
        }

        assertThat(((ConfigResult.Rejected) ConfigLoader.load(file)).errors())
                .singleElement()
                .hasToString(file + ":1:1: the file is too large; expected at most 1048576 bytes");
    }

    @Test
    void aFileWithoutAnEndIsNotReadToTheEnd() {
        assertThat(((ConfigResult.Rejected) ConfigLoader.load(Path.of("/dev/zero"))).errors())
                .singleElement()
                .hasToString("/dev/zero:1:1: the file is too large; expected at most 1048576 bytes");
    }

    private static List<ConfigError> errors(byte[] text) {
        return assertTimeoutPreemptively(SOON, () -> ((ConfigResult.Rejected) ConfigLoader.parse("x", text)).errors());
    }

    private static Arguments text(String name, String text, String firstLine) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8), firstLine);
    }

    private static Arguments bytes(String name, byte[] text, String firstLine) {
        return Arguments.of(name, text, firstLine);
    }

    private static byte[] random() {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        bytes[0] = (byte) 0xFF;
        return bytes;
    }
}
