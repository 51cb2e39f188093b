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
import java.util.stream.Stream;

/** Starts this program again, from what is on disk now, as it was started: the same words in the same environment. */
final class Relaunch {
    private static final Path OWN = Path.of("/proc/self/cmdline");

    /** What the service manager says to one process alone. */
    private static final Set<String> NOT_INHERITED = Set.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

    /**
     * A service manager hears of the end of its own children alone, and a process whose parent has ended becomes one. What a
     * shell puts into the background would not hear the signals of a terminal.
     */
    private static final String ORPHANED = "file=$1; shift; env --default-signal=INT,QUIT \"$@\" & echo $! >\"$file\"";

    private Relaunch() {}

    /**
     * Its output goes where that of this process goes.
     *
     * @param folder where a file may be made for a moment
     */
    static Successor start(Map<String, String> more, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "taplane-", ".pid");
        try {
            ProcessBuilder builder = new ProcessBuilder(words(file))
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT);
            builder.environment().keySet().removeAll(NOT_INHERITED);
            builder.environment().putAll(more);
            builder.start().onExit().join();
            return new Successor(Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException e) {
            throw new IOException("the shell did not start it", e);
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> words(Path file) throws IOException {
        return Stream.concat(Stream.of("sh", "-c", ORPHANED, "sh", file.toString()), own().stream())
                .toList();
    }

    /** Each word is followed by a zero. */
    private static List<String> own() throws IOException {
        String line = Files.readString(OWN, StandardCharsets.UTF_8);
        return List.of(line.substring(0, Math.max(0, line.length() - 1)).split("\0", -1));
    }
}
