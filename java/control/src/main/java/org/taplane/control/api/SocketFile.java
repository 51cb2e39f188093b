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
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

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

    private final Path path;
    private final Object identity;

    private SocketFile(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /** A name beside {@code path} that nobody else uses; its directory is made if it is missing. */
    static Path temporary(Path path) throws AdminException {
        Path name = unused(path.toAbsolutePath());
        try {
            makeDirectory(name.resolveSibling(""));
        } catch (IOException e) {
            throw new AdminException("cannot create the directory of " + path + ": " + IoReason.of(e), e);
        }
        return name;
    }

    /** Gives the socket that is bound at {@code bound} the name {@code path}, mode 0660; the old name goes in any case. */
    static SocketFile publish(Path bound, Path path) throws AdminException {
        try {
            return rename(bound, path);
        } catch (FileAlreadyExistsException e) {
            throw taken(path);
        } catch (AdminException e) {
            throw e;
        } catch (IOException e) {
            throw new AdminException("cannot listen on " + path + ": " + IoReason.of(e), e);
        }
    }

    private static SocketFile rename(Path bound, Path path) throws IOException {
        try {
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-rw----"));
            removeStale(path);
            Files.createLink(path, bound);
            return new SocketFile(path, identity(path));
        } finally {
            Files.delete(bound);
        }
    }

    /** Removes the name, unless another daemon has taken it since. */
    void remove() throws IOException {
        try {
            if (identity(path).equals(identity)) {
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
