package org.taplane.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A user who meets a reason in {@code taplane show ports} finds it explained. */
class DropReasonPageTest {
    private static final Path PAGE = Path.of("../../docs/guide/drop-reasons.md");

    @Test
    void everyReasonIsExplainedOnceAndNoOther() throws IOException {
        List<String> explained = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(DropReason.values()).map(DropReason::label).toList());
    }
}
