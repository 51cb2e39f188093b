package org.taplane.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void onlyTheVeryStreamIsTheJournal() throws IOException {
        Path stream = Files.createFile(directory.resolve("stream"));
        String identity = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
        assertThat(Journal.is(Optional.of(identity), stream)).isTrue();
        assertThat(Journal.is(Optional.of(identity), directory)).isFalse();
        assertThat(Journal.is(Optional.of("garbage"), stream)).isFalse();
        assertThat(Journal.is(Optional.empty(), stream)).isFalse();
        assertThat(Journal.is(Optional.of(identity), directory.resolve("missing")))
                .isFalse();
    }
}
