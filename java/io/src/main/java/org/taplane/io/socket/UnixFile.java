package org.taplane.io.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** The file by which a unix socket is found. It is removed with the socket; one that a killed daemon left is replaced. */
final class UnixFile {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final String MODE = "unix:mode";

    private final Path path;
    private final Object identity;

    private UnixFile(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /**
     * Binds a socket to a file that is made.
     *
     * @param type of the socket
     * @param mode permissions of the file, which it has from the first moment
     * @throws SysException if somebody has the file, or the system does not allow it
     */
    static UnixFile bind(Fd socket, SocketName.Unix name, int type, int mode) {
        // A bind takes the permissions that the socket has, less the umask (unix_bind of net/unix/af_unix.c).
        Libc.check("fchmod", Libc.fchmod(socket.value(), mode & 0700));
        if (!tryBind(socket, name)) {
            removeStale(name, type);
            if (!tryBind(socket, name)) {
                throw taken(name);
            }
        }
        return permit(name.path(), mode);
    }

    private static UnixFile permit(Path path, int mode) {
        try {
            UnixFile file = new UnixFile(path, identity(path));
            try {
                Files.setAttribute(path, MODE, mode);
                return file;
            } catch (IOException e) {
                file.remove();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the permissions of " + path, e);
        }
    }

    /** Whether it is bound now; false if the file exists. */
    private static boolean tryBind(Fd socket, SocketName.Unix name) {
        ByteBuffer address = name.address();
        if (Libc.bind(socket.value(), address, address.capacity()) == 0) {
            return true;
        }
        int errno = Libc.errno();
        if (errno == Errno.EADDRINUSE) {
            return false;
        }
        throw SysException.because(
                "cannot make the socket " + name + ": " + Errno.text(errno),
                "a path in a directory that exists and that you may write to",
                "bind",
                errno);
    }

    private static void removeStale(SocketName.Unix name, int type) {
        try {
            if (!isSocket(name.path())) {
                throw SysException.because(
                        name + " exists and is not a socket", "a path that is free", "bind", Errno.EADDRINUSE);
            }
            if (answers(name, type)) {
                throw taken(name);
            }
            Files.deleteIfExists(name.path());
        } catch (IOException e) {
            throw SysException.because(
                    "cannot replace " + name + ", which nobody listens on: " + e.getMessage(),
                    "a path that is free",
                    "unlink",
                    Errno.EADDRINUSE);
        }
    }

    /** A socket of whatever type is there unless it refuses: one of another type answers that it is. */
    private static boolean answers(SocketName.Unix name, int type) {
        try (Fd probe = Fd.socket(Sockets.AF_UNIX, type | Sockets.SOCK_NONBLOCK, 0)) {
            ByteBuffer address = name.address();
            return Libc.connect(probe.value(), address, address.capacity()) == 0 || Libc.errno() != Errno.ECONNREFUSED;
        }
    }

    private static SysException taken(SocketName.Unix name) {
        return SysException.because(
                "another process has the socket " + name, "a path that is free", "bind", Errno.EADDRINUSE);
    }

    /** Removes the file, unless somebody has made another of the same name. */
    void remove() {
        try {
            if (identity(path).equals(identity)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // the goal is reached
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
