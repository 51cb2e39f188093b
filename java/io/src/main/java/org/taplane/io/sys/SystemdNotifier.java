package org.taplane.io.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Tells systemd how the daemon fares (sd_notify(3)): one datagram to the socket that {@code $NOTIFY_SOCKET} names, where
 * a leading {@code @} stands for the abstract name space. Does nothing when there is no such variable.
 */
public final class SystemdNotifier {
    /** A manager that does not take what it is told holds nobody up for longer: {@code struct timeval}, in seconds. */
    private static final long PATIENCE = 5;

    private final Optional<String> socketName;
    private final Optional<Duration> watchdog;

    /** Notifies the socket of this name, or nobody. */
    public SystemdNotifier(Optional<String> socketName) {
        this(socketName, Optional.empty());
    }

    /** @param watchdogMicros {@code $WATCHDOG_USEC} */
    public SystemdNotifier(Optional<String> socketName, Optional<String> watchdogMicros) {
        this.socketName = socketName.filter(name -> !name.isEmpty());
        this.watchdog = watchdogMicros
                .filter(micros -> isHeard() && micros.matches("[1-9][0-9]{0,15}"))
                .map(micros -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
    }

    /** Notifies the service manager that started this process, if one asked for it. */
    public static SystemdNotifier fromEnvironment() {
        return new SystemdNotifier(
                Optional.ofNullable(System.getenv("NOTIFY_SOCKET")),
                Optional.ofNullable(System.getenv("WATCHDOG_USEC")));
    }

    /** Whether anybody is to be notified. */
    public boolean isHeard() {
        return socketName.isPresent();
    }

    /**
     * Within which time the service manager wants to hear {@link #alive} again and again (sd_watchdog_enabled(3)). It also
     * means a process that has taken over from the one in {@code $WATCHDOG_PID}.
     */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** All is well. */
    public void alive() {
        send("WATCHDOG=1", List.of());
    }

    /** Start-up is finished. */
    public void ready() {
        send("READY=1", List.of());
    }

    /** Shutdown has begun. */
    public void stopping() {
        send("STOPPING=1", List.of());
    }

    /** From now on the service is that process. */
    public void successor(long pid) {
        send("MAINPID=" + pid, List.of());
    }

    /** @param fds descriptors that go with the message and stay open here */
    void send(String state, List<Integer> fds) {
        socketName.ifPresent(name -> send(name, state, fds));
    }

    private static void send(String name, String state, List<Integer> fds) {
        ByteBuffer address = UnixAddress.of(name, "NOTIFY_SOCKET");
        try (Fd socket = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0)) {
            ByteBuffer patience = Libc.struct(2 * Long.BYTES).putLong(0, PATIENCE);
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, patience, "SO_SNDTIMEO");
            byte[] text = state.getBytes(StandardCharsets.US_ASCII);
            FdMessage.send(socket, address, text, fds, "sendmsg NOTIFY_SOCKET " + name);
        }
    }
}
