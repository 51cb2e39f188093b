package org.taplane.io.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells systemd how the daemon fares (sd_notify(3)): one datagram to the socket that {@code $NOTIFY_SOCKET} names, where
 * a leading {@code @} stands for the abstract name space. Does nothing when there is no such variable.
 */
public final class SystemdNotifier {
    private static final int PATH_OFFSET = 2;
    private static final int PATH_MAX = 108; // sun_path of linux/un.h

    private final Optional<String> socketName;

    /** Notifies the socket of this name, or nobody. */
    public SystemdNotifier(Optional<String> socketName) {
        this.socketName = socketName.filter(name -> !name.isEmpty());
    }

    /** Notifies the service manager that started this process, if one asked for it. */
    public static SystemdNotifier fromEnvironment() {
        return new SystemdNotifier(Optional.ofNullable(System.getenv("NOTIFY_SOCKET")));
    }

    /** Start-up is finished. */
    public void ready() {
        socketName.ifPresent(name -> send(name, "READY=1"));
    }

    /** Shutdown has begun. */
    public void stopping() {
        socketName.ifPresent(name -> send(name, "STOPPING=1"));
    }

    private static void send(String name, String state) {
        ByteBuffer address = address(name);
        byte[] bytes = state.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer datagram = Libc.struct(bytes.length).put(0, bytes);
        try (Fd socket = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0)) {
            long sent = Libc.sendto(
                    socket.value(), datagram, bytes.length, Sockets.MSG_NOSIGNAL, address, address.capacity());
            if (sent == -1) {
                throw SysException.of("sendto NOTIFY_SOCKET " + name, Libc.errno());
            }
        }
    }

    /** struct sockaddr_un, exactly as long as the name: an abstract name has no terminating zero. */
    private static ByteBuffer address(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length >= PATH_MAX || (path[0] != '/' && path[0] != '@')) {
            throw SysException.because(
                    "NOTIFY_SOCKET \"" + name + "\" is neither a path nor an abstract name", "sendto", Errno.EINVAL);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        return Libc.struct(PATH_OFFSET + path.length)
                .putShort(0, (short) Sockets.AF_UNIX)
                .put(PATH_OFFSET, path);
    }
}
