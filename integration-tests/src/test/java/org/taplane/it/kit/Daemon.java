package org.taplane.it.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Taplane daemon in a namespace, as a user starts it, with a directory of its own for configuration and socket. */
public final class Daemon implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final int SIGTERM_EXIT = 0;

    private final Namespace at;
    private final Path directory;
    private final Path socket;
    private final Process process;
    private final ProcessLog log;
    private final Cleanup cleanup;

    private Daemon(Namespace at, Path directory, Path socket) {
        this.at = at;
        this.directory = directory;
        this.socket = socket;
        this.process = launch(at, directory);
        this.log = ProcessLog.of(process);
        this.cleanup = new Cleanup(this::remove);
    }

    /** Starts a daemon with {@code workers} and the part {@code bridges} of a configuration; returns when it is ready. */
    public static Daemon start(Namespace at, int workers, String bridges) {
        Path directory = temporaryDirectory();
        Path socket = directory.resolve("taplane.sock");
        write(directory, "workers: %d\ncontrol: {socket: %s}\n%s".formatted(workers, socket, bridges));
        return start(at, directory, socket);
    }

    private static Daemon start(Namespace at, Path directory, Path socket) {
        Daemon daemon = new Daemon(at, directory, socket);
        try {
            daemon.log.awaitLine("ready", line -> line.endsWith("ready"), READY);
            return daemon;
        } catch (AssertionError e) {
            daemon.cleanup.close();
            throw e;
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("tpit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, String config) {
        try {
            Files.writeString(directory.resolve("taplane.yaml"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Namespace at, Path directory) {
        List<String> command = at.inside(Launcher.taplane(
                "run", "--config", directory.resolve("taplane.yaml").toString()));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same daemon again, with the same files, in place of this one, which has ended. */
    public Daemon restart() {
        if (process.isAlive()) {
            throw new AssertionError("the daemon still runs");
        }
        return start(at, directory, socket);
    }

    /** {@code taplane show WHAT --json}, read. */
    public JsonNode show(String what) {
        String json = command("show", what, "--json", "--socket", socket.toString())
                .succeeded()
                .output();
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private Shell.Result command(String... arguments) {
        return at.run(Shell.BOUND, Launcher.taplane(arguments));
    }

    /** Everything the daemon wrote so far. */
    public String log() {
        return log.text();
    }

    public Path socket() {
        return socket;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM: the daemon ends within two seconds, says that all is well, and leaves nothing. */
    public void stop() {
        process.destroy();
        if (!Shell.endsWithin(STOP, process)) {
            throw new AssertionError("the daemon still runs " + STOP + " after SIGTERM\n" + log());
        }
        if (process.exitValue() != SIGTERM_EXIT) {
            throw new AssertionError("the daemon ended with " + process.exitValue() + "\n" + log());
        }
        if (Files.exists(socket)) {
            throw new AssertionError("the daemon left its socket behind");
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        if (!Shell.endsWithin(STOP, process)) {
            throw new AssertionError("the daemon survives SIGKILL");
        }
    }

    /** Stops the daemon if it runs, and removes its directory. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            cleanup.close();
        }
    }

    private void remove() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory.resolve("taplane.yaml"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
