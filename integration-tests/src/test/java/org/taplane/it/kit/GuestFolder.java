package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Where a running machine keeps its socket and its logs. */
record GuestFolder(Path path) implements AutoCloseable {
    static GuestFolder create(OptionalInt owner) {
        try {
            Path path = Files.createTempDirectory("tpit-guest");
            if (owner.isPresent()) {
                Files.setAttribute(path, "unix:uid", owner.getAsInt());
            }
            return new GuestFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path monitor() {
        return path.resolve("monitor.sock");
    }

    /** What the guest's kernel says. */
    Path console() {
        return path.resolve("console");
    }

    /** What QEMU says. */
    Path errors() {
        return path.resolve("errors");
    }

    Path device() {
        return path.resolve("tun");
    }

    /** Both logs, for the reader of a failure. */
    String logs() {
        return read(errors()) + read(console());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "cannot read %s: %s%n".formatted(file, e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
