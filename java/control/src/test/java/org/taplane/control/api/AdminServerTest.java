package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdminServerTest {
    private static final String SHOW_BRIDGES = RawClient.request("GET", "bridges", "");
    private static final String BRIDGES =
            "[{\"name\":\"br0\",\"ports\":2,\"macs\":2,\"max-macs\":8192,\"moves\":3,\"evictions\":1,\"ageing\":300,\"group-forward-mask\":16384,\"fast-path\":1,\"features\":[\"isolated\"]}]\n";
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
        assertThat(client.body()).isEqualTo(BRIDGES);
        client.send(SHOW_BRIDGES + SHOW_BRIDGES);
        assertThat(client.body()).isEqualTo(BRIDGES);
        assertThat(client.body()).isEqualTo(BRIDGES);
    }

    @Test
    void requestInPieces() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send("GET /v1/bri");
        new AdminClient(socket).ports();
        client.send("dges HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.body()).isEqualTo(BRIDGES);
    }

    @Test
    void clientMayEndItsSideAfterTheRequests() throws IOException {
        serve(new SampleState());
        RawClient client = connect().send(SHOW_BRIDGES + SHOW_BRIDGES).endInput();
        assertThat(client.body()).isEqualTo(BRIDGES);
        assertThat(client.body()).isEqualTo(BRIDGES);
        client.awaitEnd();
    }

    @Test
    void longReplyIsCompleteThoughTheClientEndedItsSide() throws IOException {
        serve(new EndlessFdb(100_000));
        RawClient client = connect().get("fdb").endInput();
        assertThat(client.body()).startsWith("[{").endsWith("}]\n").hasSizeGreaterThan(8_000_000);
        client.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"show\":\"ports\"}\r\n\r\n", "GET\r\n\r\n", "\0\1\2\3 / HTTP/1.1\r\n\r\n"})
    void nonsenseIsRefusedAndTheClientDismissed(String nonsense) throws IOException {
        serve(new SampleState());
        RawClient client = connect().send(nonsense);
        HttpReply reply = client.reply();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(new String(reply.body().readAllBytes(), UTF_8))
                .startsWith("{\"error\":\"the request is not HTTP/1.1");
        client.awaitEnd();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | weather | 404 | there is no resource /v1/weather",
                "GET | ../ports | 404 | there is no resource",
                "POST | ports | 405 | expected GET",
                "DELETE | config | 405 | expected GET or PUT",
                "GET | edits | 405 | expected POST",
                "POST | fdb/flush?vlan=5000 | 400 | is no VLAN",
                "POST | fdb/flush?port=x | 404 | there is no port",
                "POST | edits | 400 | is no JSON object",
            })
    void whatIsNotPossibleIsSaidAndTheClientStays(String method, String resource, int status, String text)
            throws IOException {
        serve(new SampleState());
        RawClient client = connect().send(RawClient.request(method, resource, ""));
        HttpReply reply = client.reply();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(new String(reply.body().readAllBytes(), UTF_8)).contains(text);
        assertThat(client.send(SHOW_BRIDGES).body()).isEqualTo(BRIDGES);
    }

    @Test
    void megabytesOfGarbageAreRefused() throws IOException {
        serve(new SampleState());
        RawClient client = connect();
        sendUntilRefused(client, "x".repeat(1 << 20));
        assertThat(client.reply().status()).isEqualTo(400);
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
    }

    @Test
    void aConfigurationThatIsTooLongIsRefused() throws IOException {
        serve(new SampleState());
        AdminClient client = new AdminClient(socket);
        assertThat(client.apply("f.yaml", new byte[AdminServer.MAX_BODY + 1], false, OptionalLong.empty()))
                .isEqualTo(new ChangeResult.Refused(
                        List.of("the request is too long; expected at most " + AdminServer.MAX_BODY + " bytes")));
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
            connect().send("GET /v1/bri");
        }
        assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
    }

    @Test
    void silentClientIsDismissed() throws IOException {
        serve(new SampleState(), Duration.ofMillis(50));
        connect().awaitEnd();
        connect().send("GET /v1/bri").awaitEnd();
    }

    @Test
    void clientThatNeverReadsCostsLittleAndIsDismissed() throws IOException {
        EndlessFdb state = new EndlessFdb(ENDLESS);
        serve(state, Duration.ofMillis(200));
        RawClient client = connect().get("fdb");
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
            connect().get("fdb");
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
        connect().get("ports").awaitEnd();
        assertThat(new AdminClient(socket).fdb()).hasSize(10);
    }

    @Test
    void closingDisconnectsClients() throws IOException {
        AdminServer server = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade);
        try (RawClient client = new RawClient(socket).send(SHOW_BRIDGES)) {
            client.body();
            server.close();
            client.awaitEnd();
        }
    }

    private void serve(SwitchState state) throws IOException {
        serve(state, AdminServer.IDLE_TIMEOUT);
    }

    private void serve(SwitchState state, Duration idleTimeout) throws IOException {
        opened.add(AdminServer.open(socket, state, SampleConfig.live(), SampleState::upgrade, idleTimeout));
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
            while (client.channel.write(ByteBuffer.wrap(new byte[] {'\r', '\n'})) >= 0) {
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
