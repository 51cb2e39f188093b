package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.io.sys.Netns;

/** A station with all its offloads behind a TAP device, and a kernel peer: what TCP carries must arrive whole. */
class TcpOverTunnelTest {
    private static final int BYTES = 16 << 20;
    private static final int TIMEOUT_MILLIS = 20_000;

    private static TapTunnel tunnel(KernelPeer peer, boolean zeroChecksum) {
        int mtu =
                peer.here().call(() -> TunnelMtu.towards(Settings.address(peer.local), Settings.address(peer.remote)));
        return new TapTunnel(
                peer,
                new Tunnel(Settings.tunnel(peer.local, List.of(peer.remote), Optional.empty(), OptionalInt.of(0), mtu)),
                Settings.sender(peer.local, zeroChecksum),
                Settings.endpoint(peer.local, zeroChecksum));
    }

    @ParameterizedTest
    @CsvSource({
        "false, on, false, 10.42.0",
        "false, on, true, 10.42.0",
        "false, off, false, 10.42.0",
        "true, on, false, 10.42.0",
        "true, off, true, fd00:42:",
        "false, on, false, fd00:42:"
    })
    void tcpArrivesWholeBothWays(boolean ipv6, String offloads, boolean zeroChecksum, String network) throws Exception {
        try (KernelPeer peer = KernelPeer.start(ipv6, "remote $local udp6zerocsumrx")) {
            peer.offloads(offloads);
            try (TapTunnel tunnel = tunnel(peer, zeroChecksum)) {
                String separator = network.endsWith(":") ? ":" : ".";
                transfer(peer.station(), peer.there(), network + separator + "2");
                transfer(peer.there(), peer.station(), network + separator + "1");
                assertThat(tunnel.port().counters().txDrops()).isZero();
                assertThat(tunnel.port().counters().rxDrops()).isZero();
            }
        }
    }

    private static void transfer(Netns from, Netns to, String address) throws Exception {
        byte[] sent = new byte[BYTES];
        new Random(1).nextBytes(sent);
        InetAddress host = InetAddress.ofLiteral(address);
        try (ServerSocket server = to.call(() -> new ServerSocket(0, 1, host))) {
            var received = CompletableFuture.supplyAsync(() -> receive(server));
            try (Socket socket = from.call(() -> connected(host, server.getLocalPort()))) {
                write(socket.getOutputStream(), sent);
                socket.shutdownOutput();
                assertThat(Arrays.equals(received.get(), sent)).isTrue();
            }
        }
    }

    private static Socket connected(InetAddress host, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
        return socket;
    }

    private static void write(OutputStream stream, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += 1 << 16) {
            stream.write(bytes, at, Math.min(1 << 16, bytes.length - at));
        }
    }

    private static byte[] receive(ServerSocket server) {
        try (Socket socket = server.accept();
                InputStream stream = socket.getInputStream()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return stream.readAllBytes();
        } catch (IOException e) {
            return e.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
