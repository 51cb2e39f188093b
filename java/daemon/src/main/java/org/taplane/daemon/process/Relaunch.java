package org.taplane.daemon.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts this program again, from what is on disk now, as it was started: the same words in the same environment. */
final class Relaunch {
    private static final Path OWN = Path.of("/proc/self/cmdline");

    /** What the service manager says to one process alone. */
    private static final Set<String> NOT_INHERITED = Set.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

    private Relaunch() {}

    /** Its output goes where that of this process goes. */
    static Process start(Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(more);
        return builder.start();
    }

    /** Each word is followed by a zero. */
    private static List<String> words() throws IOException {
        String line = Files.readString(OWN, StandardCharsets.UTF_8);
        return List.of(line.substring(0, Math.max(0, line.length() - 1)).split("\0", -1));
    }
}
