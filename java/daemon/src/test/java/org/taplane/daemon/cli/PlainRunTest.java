package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainRunTest {
    @ParameterizedTest
    @ValueSource(strings = {"run --config taplane.yaml", "run -c taplane.yaml"})
    void theUsualLineNeedsNoParser(String line) {
        assertThat(PlainRun.config(words(line))).contains(Path.of("taplane.yaml"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --config",
                "run --config=taplane.yaml",
                "run --config --help",
                "run --config taplane.yaml more",
                "check --config taplane.yaml",
                "run --json taplane.yaml"
            })
    void anyOtherLineIsTheParsers(String line) {
        assertThat(PlainRun.config(words(line))).isEmpty();
    }

    @Test
    void aNameWithoutLettersIsTheParsers() {
        assertThat(PlainRun.config(new String[] {"run", "--config", ""})).isEmpty();
    }

    private static String[] words(String line) {
        return line.split(" ", -1);
    }
}
