package org.taplane.io.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** How the sockets of connections are made and set up. */
public final class StreamSockets {
    /** What a peer that is slow for a moment may be behind. */
    private static final int BUFFER_BYTES = 1 << 20;

    private static final int SO_PEERCRED = 17;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_SYNCNT = 7;
    private static final int TCP_USER_TIMEOUT = 18;

    private static final int IDLE_SECONDS = 10;
    private static final int PROBE_SECONDS = 5;
    private static final int PROBES = 3;
    private static final int SYNS = 2;
    private static final int DEAD_MILLIS = (IDLE_SECONDS + PROBES * PROBE_SECONDS) * 1000;

    private StreamSockets() {}

    /**
     * Begins to connect and does not wait.
     *
     * @return a socket that is connected, or will be writable when it is or cannot be: then {@link #failure} tells
     * @throws SysException if it is refused at once
     */
    public static Fd connect(SocketName peer) {
        Fd socket = open(peer);
        try {
            configure(socket, peer);
            ByteBuffer address = peer.address();
            if (Libc.connect(socket.value(), address, address.capacity()) == -1 && Libc.errno() != Errno.EINPROGRESS) {
                throw SysException.of("connect " + peer, Libc.errno());
            }
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** What has become of an attempt to connect: the errno that it failed with; empty if it did not. */
    public static Optional<SysException> failure(Fd socket, SocketName peer) {
        int errno = Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_ERROR, "SO_ERROR");
        return errno == 0 ? Optional.empty() : Optional.of(SysException.of("connect " + peer, errno));
    }

    /** Whether the other side sends nothing any more; what it has sent may still wait to be read. */
    public static boolean hasHungUp(Fd socket) {
        ByteBuffer polled = Libc.struct(8).putInt(0, socket.value()).putShort(4, (short) Libc.POLLRDHUP);
        return Libc.check("poll", Libc.poll(polled, 1, 0)) > 0;
    }

    /** Who has connected: {@code process 1234 of user 0}, or an address and a port. */
    public static String peerName(Fd socket) {
        ByteBuffer address = Libc.struct(28);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, address.capacity());
        if (Libc.getpeername(socket.value(), address, length) == -1) {
            return "a peer that is gone";
        }
        return switch (address.getShort(0)) {
            case Sockets.AF_UNIX -> process(socket);
            case Sockets.AF_INET -> inet(address, new byte[4], 4);
            default -> inet(address, new byte[16], 8);
        };
    }

    /** {@code struct ucred {s32 pid; u32 uid, gid}}. */
    private static String process(Fd socket) {
        ByteBuffer credentials = Libc.struct(12);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, credentials.capacity());
        Libc.check(
                "getsockopt SO_PEERCRED",
                Libc.getsockopt(socket.value(), Sockets.SOL_SOCKET, SO_PEERCRED, credentials, length));
        return "process " + credentials.getInt(0) + " of user " + Integer.toUnsignedString(credentials.getInt(4));
    }

    private static String inet(ByteBuffer address, byte[] host, int at) {
        address.get(at, host);
        int port = ((address.get(2) & 0xff) << 8) | (address.get(3) & 0xff);
        try {
            return new SocketName.Inet(InetAddress.getByAddress(host), port).toString();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // thrown for lengths that no address has
        }
    }

    static Fd open(SocketName name) {
        return Fd.socket(name.domain(), Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0);
    }

    /** A peer that vanished without a word is noticed within half a minute, whether or not there is something to send. */
    static void configure(Fd socket, SocketName peer) {
        Sockets.setBuffers(socket, BUFFER_BYTES);
        if (peer instanceof SocketName.Inet) {
            Sockets.setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
            Sockets.setOption(socket, IPPROTO_TCP, TCP_SYNCNT, SYNS, "TCP_SYNCNT");
            Sockets.setOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, IDLE_SECONDS, "TCP_KEEPIDLE");
            Sockets.setOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_SECONDS, "TCP_KEEPINTVL");
            Sockets.setOption(socket, IPPROTO_TCP, TCP_KEEPCNT, PROBES, "TCP_KEEPCNT");
            Sockets.setOption(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_MILLIS, "TCP_USER_TIMEOUT");
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_KEEPALIVE, 1, "SO_KEEPALIVE");
        }
    }
}
