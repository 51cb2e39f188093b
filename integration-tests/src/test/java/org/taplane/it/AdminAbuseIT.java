package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Lan;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Transfer;

/** Bad clients of the admin socket, while a transfer runs: forwarding is untouched, and good clients are answered. */
@KernelTest
final class AdminAbuseIT {
    private static final String B = "10.0.0.2";

    private final Resources resources = new Resources();
    private final Lan lan = resources.add(Lan.start(
            Device.TAPLANE_2,
            spec -> spec.station(Station.named("a").address("10.0.0.1/24"))
                    .station(Station.named("b").address(B + "/24"))));

    @BeforeEach
    void awaitLink() {
        Ping.awaitAnswer(lan.station("a"), B);
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void theSocketIsForTheGroupOnly() throws IOException {
        assertThat(Files.getPosixFilePermissions(lan.host().daemon().socket()))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }

    @Test
    void forwardingIsUntouchedByBadClients() throws Exception {
        CompletableFuture<Void> transfer = CompletableFuture.runAsync(
                () -> Transfer.tcp(lan.station("a"), lan.station("b"), B, 256L << 20), Thread::startVirtualThread);
        try (Resources clients = new Resources()) {
            for (int i = 0; i < 500; i++) {
                clients.add(connect());
            }
            halfARequest(clients);
            aMegabyteOfGarbage(clients);
            transfer.get(60, TimeUnit.SECONDS);
        }
        assertThat(lan.host().daemon().isAlive()).isTrue();
        assertThat(lan.host().daemon().show("ports")).hasSize(2);
    }

    private void halfARequest(Resources clients) throws IOException {
        clients.add(connect()).write(ByteBuffer.wrap("{\"show\":".getBytes(StandardCharsets.UTF_8)));
    }

    /** The daemon hangs up in the middle of it, as it should. */
    private void aMegabyteOfGarbage(Resources clients) {
        byte[] garbage = new byte[1 << 20];
        new Random(1).nextBytes(garbage);
        try {
            clients.add(connect()).write(ByteBuffer.wrap(garbage));
        } catch (IOException hungUp) {
            assertThat(hungUp).hasMessageContaining("Broken pipe");
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(lan.host().daemon().socket()));
        return client;
    }
}
