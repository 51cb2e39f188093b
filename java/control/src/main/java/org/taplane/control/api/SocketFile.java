package org.taplane.control.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The name by which clients find the listening socket.
 *
 * <p>The socket is bound to a temporary name in the same directory and gets its permissions there. Only then is it
 * linked to its real name, so whoever finds a socket under that name finds one that listens and has the right mode, and
 * two daemons that start at once cannot take the name from each other.
 */
final class SocketFile {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path bound;
    private final Path path;
    private Optional<Object> identity = Optional.empty();

    /**
     * The names of a socket that listens.
     *
     * @param bound the temporary one that it has
     * @param path the one that it is to get
     */
    SocketFile(Path bound, Path path) {
        this.bound = bound;
        this.path = path;
    }

    /** A name beside {@code path} that nobody else uses; its directory is made if it is missing. */
    static Path temporary(Path path) throws AdminException {
        return besides(path, unused(path.toAbsolutePath()));
    }

    /** A name beside {@code path} for this process, which is to take its name; its directory is made if it is missing. */
    static Path ofSuccessor(Path path) throws AdminException {
        return besides(path, successor(path, ProcessHandle.current().pid()));
    }

    /** Netty removes the name that a socket was bound to when it closes that: so no two processes use the same. */
    static Path successor(Path path, long pid) {
        Path absolute = path.toAbsolutePath();
        return absolute.resolveSibling(absolute.getFileName() + "." + pid);
    }

    private static Path besides(Path path, Path name) throws AdminException {
        try {
            makeDirectory(name.resolveSibling(""));
        } catch (IOException e) {
            throw new AdminException("cannot create the directory of " + path + ": " + IoReason.of(e), e);
        }
        return name;
    }

    /** Gives the socket its name, mode 0660; the temporary one goes in any case. */
    void publish() throws AdminException {
        try {
            link();
        } catch (FileAlreadyExistsException e) {
            throw taken(path);
        } catch (AdminException e) {
            throw e;
        } catch (IOException e) {
            throw new AdminException("cannot listen on " + path + ": " + IoReason.of(e), e);
        }
    }

    private void link() throws IOException {
        try {
            permit();
            removeStale(path);
            Files.createLink(path, bound);
            identity = Optional.of(identity(path));
        } finally {
            Files.delete(bound);
        }
    }

    private void permit() throws IOException {
        Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-rw----"));
    }

    /** Gives the socket its name, mode 0660, whoever has it: no client finds no socket there, not even for a moment. */
    void takeOver() throws AdminException {
        try {
            permit();
            Object own = identity(bound);
            Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            identity = Optional.of(own);
        } catch (IOException e) {
            throw new AdminException("cannot listen on " + path + ": " + IoReason.of(e), e);
        }
    }

    /** Removes the name that the socket has, unless another daemon has taken it since. */
    void remove() throws IOException {
        if (identity.isEmpty()) {
            Files.deleteIfExists(bound);
            return;
        }
        try {
            if (identity(path).equals(identity.get())) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // the goal is reached
        }
    }

    /** A daemon that was killed leaves its socket behind: nobody answers there. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new AdminException(path + " exists and is not a socket; remove it or choose another path");
        }
        refuseIfAlive(path, path);
        Path aside = unused(path.toAbsolutePath());
        Files.move(path, aside);
        removeAside(aside, path);
    }

    /** Asks again under the new name: between question and move another daemon may have taken the old one. */
    private static void removeAside(Path aside, Path path) throws IOException {
        try {
            refuseIfAlive(aside, path);
        } catch (AdminException e) {
            Files.move(aside, path);
            throw e;
        }
        Files.delete(aside);
    }

    private static void refuseIfAlive(Path socket, Path path) throws IOException {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
        } catch (ConnectException e) {
            return; // refused: stale
        }
        throw taken(path);
    }

    private static AdminException taken(Path path) {
        return new AdminException("another daemon answers on " + path);
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static Path unused(Path path) {
        return path.resolveSibling(path.getFileName() + "." + Long.toString(System.nanoTime(), Character.MAX_RADIX));
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
