package org.taplane.it.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Where a running machine keeps its socket and its logs. */
record GuestFolder(Path path) implements AutoCloseable {
    static GuestFolder create(OptionalInt owner) {
        return new GuestFolder((owner.isPresent() ? OwnFolder.create(owner.getAsInt()) : OwnFolder.create()).path());
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
        new OwnFolder(path).close();
    }
}
