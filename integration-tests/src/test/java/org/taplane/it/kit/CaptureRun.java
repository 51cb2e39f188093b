package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code taplane capture -w FILE}, in the background, with a file of its own. */
public final class CaptureRun implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Path directory;
    private final Process process;
    private final ProcessLog log;

    private CaptureRun(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.log = ProcessLog.of(process);
    }

    /** Starts a capture; returns when it sees frames. */
    public static CaptureRun start(Daemon daemon, String... arguments) {
        CaptureRun run = launch(daemon, arguments);
        Eventually.await(
                "the capture begins",
                BOUND,
                () -> !run.process.isAlive()
                        || (Files.exists(run.file()) && !run.read().ports().isEmpty()));
        if (!Files.exists(run.file())) {
            throw new AssertionError("the capture has ended at once: " + run.end());
        }
        return run;
    }

    /** Starts a capture whose file is on a disk with room for so much; what it has written is in {@link #file} at its end. */
    public static CaptureRun startOnDisk(Daemon daemon, String size, String... arguments) {
        String script = "mkdir $0/disk && mount -t tmpfs -o size=" + size + " tmpfs $0/disk && \"$@\"; code=$?;"
                + " cp $0/disk/file.pcapng $0/copy && mv $0/copy $0/file.pcapng; exit $code";
        Path directory = directory();
        List<String> line = new ArrayList<>(
                List.of("unshare", "-m", "--propagation", "private", "sh", "-c", script, directory.toString()));
        line.addAll(command(daemon, directory.resolve("disk/file.pcapng"), arguments));
        return new CaptureRun(directory, begin(line));
    }

    private static CaptureRun launch(Daemon daemon, String... arguments) {
        Path directory = directory();
        return new CaptureRun(directory, begin(command(daemon, directory.resolve("file.pcapng"), arguments)));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("tpit-capture");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Daemon daemon, Path file, String... arguments) {
        List<String> words = new ArrayList<>(List.of("capture"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("-w", file.toString(), "--socket", daemon.socket().toString()));
        return Launcher.taplane(words.toArray(String[]::new));
    }

    private static Process begin(List<String> line) {
        try {
            return new ProcessBuilder(Shell.interruptible(line))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file() {
        return directory.resolve("file.pcapng");
    }

    /** What the file has by now. */
    public PcapngFile read() {
        return PcapngFile.read(file());
    }

    public void signal(String name) {
        Shell.run("kill -" + name + " " + process.pid());
    }

    /** Waits for its end; everything it printed, behind its exit code and a blank. */
    public String end() {
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("the capture still runs\n" + log.text());
        }
        log.awaitEnd(BOUND);
        return process.exitValue() + " " + log.text();
    }

    /** SIGINT, and {@link #end}. */
    public String interrupt() {
        signal("INT");
        return end();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory.resolve("disk"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
