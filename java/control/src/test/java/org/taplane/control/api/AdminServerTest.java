package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdminServerTest {
    private static final String SHOW_BRIDGES = "{\"show\":\"bridges\"}\n";
    private static final String BRIDGES =
            "{\"ok\":[{\"name\":\"br0\",\"ports\":2,\"macs\":2,\"max-macs\":8192,\"ageing\":300,\"features\":[\"isolated\"]}]}";
    private static final long ENDLESS = Long.MAX_VALUE;

    @TempDir
    Path directory;

    private Path socket;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void choosePath() {
        socket = directory.resolve("s");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened.reversed()) {
            resource.close();
        }
    }

    @Test
    void severalRequestsOnOneConnection() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send(SHOW_BRIDGES);
        assertThat(client.line()).isEqualTo(BRIDGES);
        client.send(SHOW_BRIDGES + SHOW_BRIDGES);
        assertThat(client.line()).isEqualTo(BRIDGES);
        assertThat(client.line()).isEqualTo(BRIDGES);
    }

    @Test
    void requestInPieces() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send("{\"show\":");
        new AdminClient(socket).ports();
        client.send("\"bridges\"}\r\n");
        assertThat(client.line()).isEqualTo(BRIDGES);
    }

    @Test
    void clientMayEndItsSideAfterTheRequests() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send(SHOW_BRIDGES + SHOW_BRIDGES).endInput();
        assertThat(client.line()).isEqualTo(BRIDGES);
        assertThat(client.line()).isEqualTo(BRIDGES);
        client.awaitEnd();
    }

    @Test
    void longReplyIsCompleteThoughTheClientEndedItsSide() throws IOException {
        serve(new EndlessFdb(100_000));
        RawClient client = connect().send("{\"show\":\"fdb\"}\n").endInput();
        assertThat(client.line()).startsWith("{\"ok\":[{").endsWith("}]}").hasSizeGreaterThan(8_000_000);
        client.awaitEnd();
    }

    @Test
    void nonsenseIsRefusedAndTheClientDismissed() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send("GET / HTTP/1.1\r\n");
        assertThat(client.line()).isEqualTo("{\"error\":\"the request is not JSON\"}");
        client.awaitEnd();
    }

    @Test
    void megabyteOfGarbageIsRefused() throws IOException {
        serve(new SampleState());
        RawClient client = connect();
        sendUntilRefused(client, "x".repeat(1 << 20));
        assertThat(client.line()).isEqualTo("{\"error\":\"a request is one line of at most 4096 bytes\"}");
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
    }

    @Test
    void megabyteOfGarbageLinesIsRefused() throws IOException {
        serve(new SampleState());
        RawClient client = connect();
        sendUntilRefused(client, "[\n".repeat(1 << 19));
        assertThat(client.line()).startsWith("{\"error\":");
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
    }

    @Test
    void idleClientsLeaveRoomForNewOnes() throws IOException {
        serve(new SampleState());
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            idle.add(connect());
        }
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
        assertThat(idle.subList(0, 373)).noneMatch(AdminServerTest::isConnected);
        assertThat(idle.subList(373, 500)).allMatch(AdminServerTest::isConnected);
    }

    @Test
    void halfRequestsLeaveRoomForNewOnes() throws IOException {
        serve(new SampleState());
        for (int i = 0; i < 500; i++) {
            connect().send("{\"show\"");
        }
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
    }

    @Test
    void silentClientIsDismissed() throws IOException {
        serve(new SampleState(), Duration.ofMillis(50));
        connect().awaitEnd();
        connect().send("{\"show\"").awaitEnd();
    }

    @Test
    void clientThatNeverReadsCostsLittleAndIsDismissed() throws IOException {
        EndlessFdb state = new EndlessFdb(ENDLESS);
        serve(state, Duration.ofMillis(200));
        RawClient client = connect().send("{\"show\":\"fdb\"}\n");
        assertThat(new AdminClient(socket).bridges()).isEmpty();
        awaitDismissal(client);
        // what the kernel's and Netty's buffers take is under a megabyte; an entry is some 100 bytes
        assertThat(state.taken.get()).isBetween(1L, 10_000L);
    }

    @Test
    void clientThatAsksWithoutReadingIsNotAnsweredForEver() throws IOException {
        serve(new SampleState(), Duration.ofMillis(200));
        RawClient client = connect();
        sendUntilRefused(client, SHOW_BRIDGES.repeat(1 << 16));
        client.awaitEnd();
    }

    @Test
    void fullHouseOfUnreadRepliesDoesNotKeepOthersOut() throws IOException {
        serve(new EndlessFdb(ENDLESS));
        for (int i = 0; i < AdminServer.MAX_CLIENTS; i++) {
            connect().send("{\"show\":\"fdb\"}\n");
        }
        assertThat(new AdminClient(socket).bridges()).isEmpty();
    }

    @Test
    void faultInTheSwitchEndsTheConnectionOnly() throws IOException {
        EndlessFdb state = new EndlessFdb(10) {
            @Override
            public List<PortState> ports() {
                throw new IllegalStateException("a fault that the test made");
            }
        };
        serve(state);
        connect().send("{\"show\":\"ports\"}\n").awaitEnd();
        assertThat(new AdminClient(socket).fdb()).hasSize(10);
    }

    @Test
    void closingDisconnectsClients() throws IOException {
        AdminServer server = AdminServer.open(socket, new SampleState());
        try (RawClient client = new RawClient(socket).send(SHOW_BRIDGES)) {
            client.line();
            server.close();
            client.awaitEnd();
        }
    }

    private void serve(SwitchState state) throws IOException {
        serve(state, AdminServer.IDLE_TIMEOUT);
    }

    private void serve(SwitchState state, Duration idleTimeout) throws IOException {
        opened.add(AdminServer.open(socket, state, idleTimeout));
    }

    private RawClient connect() {
        RawClient client = new RawClient(socket);
        opened.add(client);
        return client;
    }

    private static void sendUntilRefused(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    /** Without reading: writes until the system says that nobody is there. */
    private static void awaitDismissal(RawClient client) {
        try {
            client.channel.configureBlocking(false);
            while (client.channel.write(ByteBuffer.wrap(new byte[] {'\n'})) >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    private static boolean isConnected(RawClient client) {
        try {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
