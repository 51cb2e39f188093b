package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder for container engines: the file system of a container, which is busybox alone, and room for their state. */
public final class EngineFiles implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final List<String> APPLETS = List.of("sh", "ip", "ping", "sleep", "true");

    private final Path folder;
    private final Cleanup cleanup;

    private EngineFiles(Path folder) {
        this.folder = folder;
        this.cleanup = new Cleanup(this::remove);
    }

    public static EngineFiles create() {
        try {
            EngineFiles files = new EngineFiles(Files.createTempDirectory("tpit"));
            Path bin = Files.createDirectories(files.root().resolve("bin"));
            Files.copy(BUSYBOX, bin.resolve("busybox"));
            for (String applet : APPLETS) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            Files.createDirectories(files.path("exec"));
            // what an engine mounts here the daemon sees, too: it is in another mount namespace
            Shell.run("mount --bind " + files.path("exec") + " " + files.path("exec"));
            Shell.run("mount --make-shared " + files.path("exec"));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file system of a container. */
    public Path root() {
        return folder.resolve("root");
    }

    /** The same, packed. */
    public Path archive() {
        Shell.run("tar -C " + root() + " -cf " + path("root.tar") + " .");
        return path("root.tar");
    }

    public Path path(String name) {
        return folder.resolve(name);
    }

    /** A file with this text. */
    public Path write(String name, String text) {
        try {
            Files.createDirectories(path(name).resolveSibling(""));
            return Files.writeString(path(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove() {
        Shell.run(
                Shell.BOUND,
                List.of("sh", "-c", "grep -o '" + folder + "[^ ]*' /proc/self/mounts | sort -r | xargs -r umount -l"));
        Shell.run("rm -rf " + folder);
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
