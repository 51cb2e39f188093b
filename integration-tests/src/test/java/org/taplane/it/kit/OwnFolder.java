package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory that is gone with the files in it. */
public record OwnFolder(Path path) implements AutoCloseable {
    private static final int ROOT = 0;

    /** Makes it for root. */
    public static OwnFolder create() {
        return create(ROOT);
    }

    /** Makes it for a user. */
    public static OwnFolder create(int owner) {
        try {
            Path path = Files.createTempDirectory("tpit");
            Files.setAttribute(path, "unix:uid", owner);
            return new OwnFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
