package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A network namespace without a name, as a container has: it lives as long as its one process. */
public final class Container implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final Process process;
    private final Cleanup cleanup;

    private Container(Process process) {
        this.process = process;
        this.cleanup = new Cleanup(this::end);
    }

    public static Container start() {
        try {
            Container container = new Container(new ProcessBuilder("unshare", "--net", "sleep", "600").start());
            Eventually.await("the container has a namespace", BOUND, () -> container.isInOther());
            return container;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isInOther() {
        try {
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
            return !own.equals(Files.readSymbolicLink(Path.of("/proc", "" + pid(), "ns/net")));
        } catch (IOException e) {
            return false;
        }
    }

    /** By which {@code ip link set … netns PID} moves a device here. */
    public long pid() {
        return process.pid();
    }

    /** Runs a command of words parted by single spaces in here; it must succeed. */
    public Shell.Result run(String command) {
        Stream<String> enter = Stream.of("nsenter", "-t", "" + pid(), "-n");
        List<String> line = Stream.concat(enter, Shell.words(command).stream()).toList();
        return Shell.run(Shell.BOUND, line).succeeded();
    }

    /** Ends the process, and with it the namespace, unless something else holds that. */
    public void end() {
        process.destroyForcibly();
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("the container's process survives SIGKILL");
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
