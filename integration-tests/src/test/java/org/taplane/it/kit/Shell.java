package org.taplane.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands with a bound on their time and keeps what they print. */
public final class Shell {
    /** Enough for any command of a test on a busy machine. */
    public static final Duration BOUND = Duration.ofSeconds(20);

    private Shell() {}

    /** What a command left: its exit code and everything it printed. */
    public record Result(List<String> command, int exit, String output, String error) {
        /** This result, if the command succeeded. */
        public Result succeeded() {
            if (exit != 0) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return "`%s` ended with %d%n%s%s".formatted(String.join(" ", command), exit, output, error);
        }
    }

    /** Runs a command of words parted by single spaces, which must succeed. */
    public static Result run(String command) {
        return run(BOUND, words(command)).succeeded();
    }

    /** Runs a command whatever its exit code, and fails if it takes longer than {@code bound}. */
    public static Result run(Duration bound, List<String> command) {
        Process process = start(command);
        CompletableFuture<String> output = drain(process.getInputStream());
        CompletableFuture<String> error = drain(process.getErrorStream());
        if (!endsWithin(bound, process)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("`%s` still runs after %d ms%n%s%s"
                    .formatted(String.join(" ", command), bound.toMillis(), output.join(), error.join()));
        }
        return new Result(command, process.exitValue(), output.join(), error.join());
    }

    static List<String> words(String command) {
        return List.of(command.split(" ", -1));
    }

    /** The command as one that SIGINT ends even if these tests run in the background, where shells have it ignored. */
    static List<String> interruptible(List<String> command) {
        return Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream())
                .toList();
    }

    static Process start(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new AssertionError(
                    "cannot run " + command.getFirst() + ": is it installed? scripts/test installs what the tests need",
                    e);
        }
    }

    static boolean endsWithin(Duration bound, Process process) {
        try {
            return process.waitFor(Patience.with(bound).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a command ran", e);
        }
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> readAll(stream), Thread::startVirtualThread);
    }

    private static String readAll(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
