package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file in a directory of its own, with the name of an admin socket beside it. */
public record ConfigFile(Path directory, Path path, Path socket) implements AutoCloseable {
    /** A file with exactly this text. */
    public static ConfigFile containing(String text) {
        ConfigFile file = create();
        file.write(text);
        return file;
    }

    /** A whole configuration: {@code workers}, the socket, and the part {@code bridges}. */
    public static ConfigFile of(int workers, String bridges) {
        ConfigFile file = create();
        file.write("workers: %d\ncontrol: {socket: %s}\n%s".formatted(workers, file.socket(), bridges));
        return file;
    }

    private static ConfigFile create() {
        try {
            Path directory = Files.createTempDirectory("tpit");
            return new ConfigFile(directory, directory.resolve("taplane.yaml"), directory.resolve("taplane.sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the file, and the socket that a killed daemon left. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
