package org.taplane.io.socket;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** A socket that peers connect to. */
public final class StreamListener implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final SocketName name;
    private final Fd socket;
    private final Optional<UnixFile> file;

    private StreamListener(SocketName name, Fd socket, Optional<UnixFile> file) {
        this.name = name;
        this.socket = socket;
        this.file = file;
    }

    /**
     * Makes a socket that peers can connect to from now on.
     *
     * @param mode permissions of the file, if the socket has one
     * @throws SysException if the name cannot be had; nothing stays open then
     */
    public static StreamListener open(SocketName name, int mode) {
        Fd socket = StreamSockets.open(name);
        try {
            Optional<UnixFile> file = bind(socket, name, mode);
            Libc.check("listen " + name, Libc.listen(socket.value(), BACKLOG));
            return new StreamListener(name, socket, file);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Optional<UnixFile> bind(Fd socket, SocketName name, int mode) {
        return switch (name) {
            case SocketName.Unix file -> Optional.of(UnixFile.bind(socket, file, Sockets.SOCK_STREAM, mode));
            case SocketName.Inet inet -> {
                // The connections of a daemon that was there before may still be ending.
                Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1, "SO_REUSEADDR");
                Sockets.bind(socket, inet.address(), inet.toString());
                yield Optional.empty();
            }
        };
    }

    /** Readable when {@link #accept} has somebody. */
    public int fd() {
        return socket.value();
    }

    /**
     * The next peer; empty if there is none any more.
     *
     * @throws SysException if the system has no room for it
     */
    public Optional<Fd> accept() {
        ByteBuffer address = Libc.struct(128);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, address.capacity());
        int fd = Libc.accept4(socket.value(), address, length, Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC);
        if (fd == -1) {
            return refused(Libc.errno());
        }
        Fd peer = Fd.of(fd);
        try {
            StreamSockets.configure(peer, name);
            return Optional.of(peer);
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private static Optional<Fd> refused(int errno) {
        return switch (errno) {
            case Errno.EAGAIN, Errno.EINTR, Errno.ECONNABORTED -> Optional.empty();
            default -> throw SysException.of("accept", errno);
        };
    }

    @Override
    public void close() {
        file.ifPresent(UnixFile::remove);
        socket.close();
    }
}
