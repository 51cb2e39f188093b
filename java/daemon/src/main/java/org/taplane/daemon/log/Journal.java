package org.taplane.daemon.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether standard error is systemd's journal. systemd sets {@code JOURNAL_STREAM} to the device and inode of the stream
 * (systemd.exec(5)); the variable is inherited, so a child whose stream was redirected has to compare.
 */
final class Journal {
    private Journal() {}

    static boolean isStandardError() {
        return is(Optional.ofNullable(System.getenv("JOURNAL_STREAM")), Path.of("/proc/self/fd/2"));
    }

    static boolean is(Optional<String> journal, Path stream) {
        try {
            return journal.isPresent() && journal.get().equals(identity(stream));
        } catch (IOException e) {
            return false; // a closed stream is no journal
        }
    }

    private static String identity(Path stream) throws IOException {
        return Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
    }
}
