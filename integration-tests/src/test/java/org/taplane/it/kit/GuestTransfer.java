package org.taplane.it.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends random bytes from and to guests by TCP, and compares what arrives by its SHA-256. */
public final class GuestTransfer {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int PORT = 5001;

    /** At the end of its input nc would end its half of the connection, and the sending nc with that give up. */
    private static final String RECEIVE =
            "[ -p /tmp/silent ] || mkfifo /tmp/silent; timeout 60 nc -l -p %d <>/tmp/silent | sha256sum"
                    .formatted(PORT);

    private GuestTransfer() {}

    /** From a namespace of the test machine to {@code address} in a guest. */
    public static void toGuest(Namespace from, GuestStation to, String address, int bytes) {
        CompletableFuture<String> received = background(() -> digest(to.run(RECEIVE)));
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        Eventually.passes(BOUND, () -> send(from, new InetSocketAddress(address, PORT), data));
        requireSame(address, hex(data), received.join());
    }

    /** From a guest to {@code address} in a namespace of the test machine. */
    public static void fromGuest(GuestStation from, Namespace to, String address, int bytes) {
        try (ServerSocket server = to.call(() -> new ServerSocket(0, 1, InetAddress.getByName(address)))) {
            server.setSoTimeout((int) BOUND.toMillis());
            CompletableFuture<String> received = background(() -> receive(server));
            String sent =
                    digest(from.run(make(bytes) + "nc %s %d </tmp/sent".formatted(address, server.getLocalPort())));
            requireSame(address, sent, received.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * From one guest to {@code address} in another, or to another station of the same: a guest carries out one command after
     * the other, so who receives has to do it in the background.
     */
    public static void between(GuestStation from, GuestStation to, String address, int bytes) {
        to.run("rm -f /tmp/received; { %s >/tmp/receiving; mv /tmp/receiving /tmp/received; } >/dev/null 2>&1 &"
                .formatted(RECEIVE));
        String sent = digest(from.run(make(bytes) + connect(address)));
        String received =
                digest(to.run(within("until [ -e /tmp/received ]; do usleep 20000; done") + "cat /tmp/received"));
        requireSame(address, sent, received);
    }

    private static String connect(String address) {
        return within("until nc %s %d </tmp/sent 2>/dev/null; do usleep 20000; done".formatted(address, PORT));
    }

    /** A guest that still tried would carry out nothing else. */
    private static String within(String loop) {
        return "timeout %d sh -c '%s'\n".formatted(BOUND.toSeconds() - 5, loop);
    }

    private static String make(int bytes) {
        return "head -c %d /dev/urandom >/tmp/sent; sha256sum </tmp/sent; ".formatted(bytes);
    }

    private static void send(Namespace from, InetSocketAddress to, byte[] data) {
        from.call(() -> {
            try (Socket socket = new Socket(to.getAddress(), to.getPort());
                    OutputStream out = socket.getOutputStream()) {
                out.write(data);
                return data.length;
            }
        });
    }

    private static String receive(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout((int) BOUND.toMillis());
            return hex(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> CompletableFuture<T> background(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Thread::startVirtualThread)
                .orTimeout(2 * BOUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String digest(Shell.Result sha256sum) {
        return sha256sum.output().substring(0, 64);
    }

    private static String hex(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void requireSame(String address, String sent, String received) {
        if (!received.equals(sent)) {
            throw new AssertionError("TCP to %s: sent %s, received %s".formatted(address, sent, received));
        }
    }
}
