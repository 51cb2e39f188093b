package org.taplane.it.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

/** What a process prints, line by line as it comes. */
final class ProcessLog {
    private final Arrivals<String> lines = new Arrivals<>();

    private ProcessLog() {}

    static ProcessLog of(Process process) {
        ProcessLog log = new ProcessLog();
        Thread.startVirtualThread(() -> log.read(process.inputReader()));
        return log;
    }

    private void read(BufferedReader reader) {
        try (reader) {
            reader.lines().forEach(lines::add);
        } catch (IOException e) {
            lines.add("cannot read the log: " + e);
        }
        lines.end();
    }

    /** Waits until the process has closed its output. */
    void awaitEnd(Duration bound) {
        lines.await(line -> false, 1, bound);
    }

    String text() {
        return String.join("\n", lines.all());
    }

    /** Waits until a line is as {@code expected}; fails at once when the process has closed its output. */
    void awaitLine(String what, Predicate<String> expected, Duration bound) {
        awaitLines(1, what, expected, bound);
    }

    /** Waits until so many lines are. */
    void awaitLines(int count, String what, Predicate<String> expected, Duration bound) {
        if (!lines.await(expected, count, bound)) {
            throw new AssertionError(
                    "no line \"%s\", neither within %s nor before the end:%n%s".formatted(what, bound, text()));
        }
    }
}
