package org.taplane.io.sys;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection between two processes of this machine and user by which messages and open descriptors pass, in order and
 * each in one piece ({@code SOCK_SEQPACKET}, unix(7)). For one thread at a time, except for {@link #close}.
 */
public final class FdChannel implements AutoCloseable {
    /** Most descriptors in one message. */
    public static final int MAX_FDS = FdMessage.MAX_FDS;

    /** Most bytes in one message. */
    public static final int MAX_BYTES = 1 << 16;

    private static final ByteBuffer CONNECTED = Libc.struct(0);

    private final Fd socket;

    private FdChannel(Fd socket) {
        this.socket = socket;
    }

    /**
     * A message that came.
     *
     * @param fds owned by whoever receives them
     */
    @SuppressWarnings("ArrayRecordComponent") // a message on its way: never compared
    public record Message(byte[] bytes, List<Fd> fds) {}

    /** Where another process connects to. */
    public static final class Listener implements AutoCloseable {
        private final Fd socket;
        private final String name;

        private Listener(Fd socket, String name) {
            this.socket = socket;
            this.name = name;
        }

        /** By which {@link FdChannel#connect} finds it. */
        public String name() {
            return name;
        }

        /**
         * Waits for a process of this user; others are turned away.
         *
         * @return empty if none came within {@code patience}
         */
        public Optional<FdChannel> accept(Duration patience) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (isReadable(socket, deadline - System.nanoTime())) {
                Fd peer = Fd.of(Libc.check("accept", Libc.accept4(socket.value(), 0, 0, Sockets.SOCK_CLOEXEC)));
                if (isOfThisUser(peer)) {
                    return Optional.of(new FdChannel(peer));
                }
                peer.close();
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Listens under an abstract name, of which nothing is left when the process ends, in this network namespace. */
    public static Listener listen(String name) {
        Fd socket = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET, 0);
        try {
            Sockets.bind(socket, UnixAddress.of(name, "socket"), name);
            Libc.check("listen", Libc.listen(socket.value(), 1));
            return new Listener(socket, name);
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Connects to a process of this user.
     *
     * @throws SysException if nobody listens there, or another user does
     */
    public static FdChannel connect(String name) {
        Fd socket = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET, 0);
        try {
            ByteBuffer address = UnixAddress.of(name, "socket");
            Libc.check("connect " + name, Libc.connect(socket.value(), address, address.capacity()));
            if (!isOfThisUser(socket)) {
                throw SysException.of("connect " + name, Errno.EPERM);
            }
            return new FdChannel(socket);
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    /** {@code struct ucred {s32 pid; u32 uid, gid;}}. */
    private static boolean isOfThisUser(Fd peer) {
        ByteBuffer credentials = Libc.struct(12);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, credentials.capacity());
        Libc.check(
                "getsockopt SO_PEERCRED",
                Libc.getsockopt(peer.value(), Sockets.SOL_SOCKET, Sockets.SO_PEERCRED, credentials, length));
        return credentials.getInt(4) == Libc.geteuid();
    }

    /**
     * Sends a message; the descriptors stay open here.
     *
     * @throws SysException if the peer is gone
     */
    public void send(byte[] bytes, List<Integer> fds) {
        FdMessage.send(socket, CONNECTED, bytes, fds, "sendmsg");
    }

    /**
     * Waits for a message.
     *
     * @return empty if none came within {@code patience}
     * @throws SysException if the peer is gone
     */
    public Optional<Message> receive(Duration patience) {
        if (!isReadable(socket, patience.toNanos())) {
            return Optional.empty();
        }
        FdMessage message = FdMessage.receive(socket, MAX_BYTES);
        if (message.bytes().length == 0) {
            throw SysException.because("the other process hung up", "recvmsg", Errno.EPIPE);
        }
        return Optional.of(new Message(message.bytes(), message.fds()));
    }

    /** {@code struct pollfd {int fd; short events; short revents;}}. A signal may end poll early: it is called again. */
    private static boolean isReadable(Fd socket, long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (true) {
            int millis = (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999));
            ByteBuffer polled = Libc.struct(8).putInt(0, socket.value()).putShort(4, (short) Libc.POLLIN);
            int ready = Libc.poll(polled, 1, millis);
            if (ready != -1 || Libc.errno() != Errno.EINTR) {
                return Libc.check("poll", ready) > 0;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
