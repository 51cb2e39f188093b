package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code bad/} gets exactly the lines of the {@code .errors} file beside it. */
class BadFilesTest {
    @ParameterizedTest
    @MethodSource("badFiles")
    void everyFaultGetsItsLine(Path file) throws IOException {
        String name = file.getFileName().toString();

        ConfigResult result = ConfigLoader.parse(name, Files.readAllBytes(file));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Rejected.class,
                        rejected -> assertThat(rejected.errors())
                                .map(ConfigError::toString)
                                .containsExactlyElementsOf(expectedLines(file)));
    }

    static List<Path> badFiles() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(BadFilesTest.class.getResource("bad"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> expectedLines(Path file) {
        String name = file.getFileName().toString().replace(".yaml", ".errors");
        try {
            return Files.readAllLines(file.resolveSibling(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
