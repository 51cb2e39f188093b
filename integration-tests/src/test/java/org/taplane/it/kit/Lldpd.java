package org.taplane.it.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** The daemon lldpd of Debian on one device of a namespace, with a socket of its own. It says good-bye when it ends. */
public final class Lldpd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Namespace at;
    private final Path socket;
    private final Process process;

    private Lldpd(Namespace at, Path socket, Process process) {
        this.at = at;
        this.socket = socket;
        this.process = process;
    }

    /** Starts it as a system of that description. */
    public static Lldpd start(Namespace at, String device, String description) {
        try {
            Files.createDirectories(Path.of("/run/lldpd")); // where it locks itself in
            Path folder = Files.createTempDirectory("tpit-lldpd");
            // lldpcli connects as a user of its own
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path socket = folder.resolve("socket");
            List<String> command = at.inside(
                    List.of("lldpd", "-d", "-C", device, "-I", device, "-S", description, "-u", socket.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            Lldpd lldpd = new Lldpd(at, socket, process);
            Eventually.await("lldpd listens", START, () -> Files.exists(socket));
            Eventually.passes(START, () -> at.run("lldpcli -u %s configure lldp tx-interval 1".formatted(socket)));
            return lldpd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it knows of its neighbours, in lldpcli's JSON. */
    public JsonNode neighbours() {
        String json = at.run("lldpcli -u %s -f json0 show neighbors details".formatted(socket))
                .output();
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!Shell.endsWithin(START, process)) {
            process.destroyForcibly();
            throw new AssertionError("lldpd does not end");
        }
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.resolveSibling("socket.lock"));
            Files.deleteIfExists(socket.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
