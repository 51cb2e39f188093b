package org.taplane.it.kit;

import java.time.Duration;
import java.util.List;

/** A command that runs in a namespace until it is interrupted. */
public final class Background implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final String command;
    private final Process process;
    private final ProcessLog log;

    private Background(String command, Process process) {
        this.command = command;
        this.process = process;
        this.log = ProcessLog.of(process);
    }

    /** Starts a command of words parted by single spaces. */
    public static Background start(Namespace at, String command) {
        return start(at, Shell.words(command));
    }

    static Background start(Namespace at, List<String> command) {
        return new Background(String.join(" ", command), Shell.start(at.inside(Shell.interruptible(command))));
    }

    /** Waits until it prints a line that contains {@code text}. */
    public Background awaitLine(String text) {
        log.awaitLine(text, line -> line.contains(text), BOUND);
        return this;
    }

    /** Everything it printed so far. */
    public String output() {
        return log.text();
    }

    /** SIGINT; everything it printed. */
    public String interrupt() {
        Shell.run(BOUND, List.of("kill", "-INT", Long.toString(process.pid())));
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("`" + command + "` still runs after SIGINT");
        }
        log.awaitEnd(BOUND);
        return log.text();
    }

    /** Waits until it has ended; its exit code. */
    public int exitCode() {
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("`" + command + "` still runs");
        }
        log.awaitEnd(BOUND);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly(); // Process.destroy would close the output under its reader
    }
}
