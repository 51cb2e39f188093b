package org.taplane.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** Sends random bytes between namespaces and compares what arrives by length and CRC-32C. */
public final class Transfer {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int CHUNK = 65_536;

    /** Java gives the kernel no more at a time (sun.nio.ch.NioSocketImpl); less would make frames shorter than they may be. */
    private static final int WRITE = 128 << 10;

    private Transfer() {}

    private record Digest(long bytes, long crc) {}

    /** A TCP transfer of {@code bytes} bytes to {@code address} in namespace {@code to}, which must arrive intact. */
    public static void tcp(Namespace from, Namespace to, String address, long bytes) {
        try (ServerSocket server = to.call(() -> new ServerSocket(0, 1, InetAddress.getByName(address)))) {
            CompletableFuture<Digest> received =
                    CompletableFuture.supplyAsync(() -> receive(server), Thread::startVirtualThread);
            Socket client = from.call(() -> connect(server.getLocalSocketAddress()));
            Digest sent = send(client, bytes);
            requireSame("TCP to " + address, sent, received.get(BOUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (Exception e) {
            throw new AssertionError("TCP from %s to %s at %s failed".formatted(from, to, address), e);
        }
    }

    private static Socket connect(SocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server, (int) BOUND.toMillis());
        return socket;
    }

    private static Digest send(Socket socket, long bytes) throws IOException {
        Random random = new Random(bytes);
        byte[] chunk = new byte[WRITE];
        CRC32C crc = new CRC32C();
        try (socket) {
            OutputStream out = socket.getOutputStream();
            for (long left = bytes; left > 0; left -= WRITE) {
                int length = (int) Math.min(left, WRITE);
                random.nextBytes(chunk);
                crc.update(chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
        return new Digest(bytes, crc.getValue());
    }

    private static Digest receive(ServerSocket server) {
        try {
            server.setSoTimeout((int) BOUND.toMillis());
            try (Socket socket = server.accept()) {
                socket.setSoTimeout((int) BOUND.toMillis());
                return digest(socket.getInputStream());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Digest digest(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        CRC32C crc = new CRC32C();
        long bytes = 0;
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            crc.update(chunk, 0, length);
            bytes += length;
        }
        return new Digest(bytes, crc.getValue());
    }

    private static void requireSame(String what, Digest sent, Digest received) {
        if (!sent.equals(received)) {
            throw new AssertionError("%s: sent %s, received %s".formatted(what, sent, received));
        }
    }

    /** Sends {@code count} UDP datagrams of {@code bytes} bytes one after the other; each must arrive intact. */
    public static void udp(Namespace from, Namespace to, String address, int bytes, int count) {
        try (DatagramSocket server =
                        to.call(() -> new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0)));
                DatagramSocket client = from.call(() -> new DatagramSocket())) {
            server.setSoTimeout((int) BOUND.toMillis());
            for (int i = 0; i < count; i++) {
                exchange(client, server, bytes, i);
            }
        } catch (IOException e) {
            throw new AssertionError("UDP from %s to %s at %s failed".formatted(from, to, address), e);
        }
    }

    private static void exchange(DatagramSocket client, DatagramSocket server, int bytes, int seed) throws IOException {
        byte[] sent = new byte[bytes];
        new Random(seed).nextBytes(sent);
        client.send(new DatagramPacket(sent, bytes, server.getLocalSocketAddress()));
        DatagramPacket received = new DatagramPacket(new byte[CHUNK], CHUNK);
        server.receive(received);
        if (!Arrays.equals(sent, Arrays.copyOf(received.getData(), received.getLength()))) {
            throw new AssertionError("UDP datagram %d of %d bytes changed on its way".formatted(seed, bytes));
        }
    }
}
