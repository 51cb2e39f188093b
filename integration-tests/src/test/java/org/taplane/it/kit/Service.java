package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A service that runs beside a test, with its output in a file. */
public final class Service implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final Cleanup cleanup;

    private Service(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.cleanup = new Cleanup(this::stop);
    }

    /** Starts it, and returns when {@code ready} holds. */
    public static Service start(Path log, List<String> command, BooleanSupplier ready) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Service service = new Service(process, log);
            Eventually.await(command.getFirst() + " is ready, see " + log, START, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(command.getFirst() + " ended: " + service.log());
                }
                return ready.getAsBoolean();
            });
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it wrote so far. */
    public String log() {
        return Shell.run(Shell.BOUND, List.of("tail", "-n", "50", log.toString()))
                .output();
    }

    private void stop() {
        process.destroy();
        if (!Shell.endsWithin(STOP, process)) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
