package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file in a directory of its own, with the name of an admin socket beside it. */
public record ConfigFile(int workers, String control, Path directory, Path path, Path socket) implements AutoCloseable {
    /** A file with exactly this text. */
    public static ConfigFile containing(String text) {
        ConfigFile file = create(1, "");
        file.write(text);
        return file;
    }

    /** A whole configuration: {@code workers}, the socket, and the part {@code bridges}. */
    public static ConfigFile of(int workers, String bridges) {
        return of(workers, "", bridges);
    }

    /** The same with more keys of {@code control}, each after a comma. */
    static ConfigFile of(int workers, String control, String bridges) {
        ConfigFile file = create(workers, control);
        file.rewrite(bridges);
        return file;
    }

    /** The same file with another part {@code bridges}. */
    void rewrite(String bridges) {
        write("workers: %d\ncontrol: {socket: %s%s}\n%s".formatted(workers, socket, control, bridges));
    }

    /** Has the socket be made by another user. */
    void giveTo(int uid) {
        try {
            Files.setAttribute(directory, "unix:uid", uid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigFile create(int workers, String control) {
        try {
            Path directory = Files.createTempDirectory("tpit");
            return new ConfigFile(
                    workers, control, directory, directory.resolve("taplane.yaml"), directory.resolve("taplane.sock"));
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

    /** Removes the file, the socket that a killed daemon left, and the list of ports that a test left attached. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(path);
            Files.deleteIfExists(Path.of(socket + ".attached"));
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
