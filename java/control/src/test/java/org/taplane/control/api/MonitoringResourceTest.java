package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What programs get that watch over the switch. */
@Timeout(60)
final class MonitoringResourceTest {
    @TempDir
    private Path folder;

    private final FakeMonitoring monitoring = new FakeMonitoring();
    private AdminServer server;
    private RawClient client;

    /** Says what a test wants. */
    private static final class FakeMonitoring implements Monitoring {
        private volatile List<StuckWorker> stuck = List.of();
        private volatile boolean ready;

        @Override
        public Page metrics(Optional<String> accept) {
            return new Page("text/plain; for=" + accept.orElse("anybody"), "frames 7\n");
        }

        @Override
        public List<StuckWorker> stuckWorkers() {
            return stuck;
        }

        @Override
        public boolean isReady() {
            return ready;
        }
    }

    @BeforeEach
    void open() throws IOException {
        Path socket = folder.resolve("admin.sock");
        SwitchState state = new EndlessFdb(0) {
            @Override
            public Monitoring monitoring() {
                return monitoring;
            }
        };
        server = AdminServer.open(socket, state, SampleConfig.live(), SampleState::upgrade);
        client = new RawClient(socket);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void metricsComeInTheFormThatTheClientTakes() throws IOException {
        assertThat(get("/metrics", "Accept: application/x\r\n").text()).isEqualTo("frames 7\n");
        assertThat(get("/metrics", "Accept: application/x\r\n").type()).isEqualTo("text/plain; for=application/x");
        assertThat(get("/metrics", "").type()).isEqualTo("text/plain; for=anybody");
    }

    @Test
    void healthIsGoodUntilAWorkerIsStuck() throws IOException {
        assertThat(get("/healthz", "").status()).isEqualTo(200);
        monitoring.stuck = List.of(
                new StuckWorker("taplane-shard-1", Duration.ofMillis(7500), List.of("A.inner(A.java:1)", "B.outer")));
        Got bad = get("/healthz", "");
        assertThat(bad.status()).isEqualTo(503);
        assertThat(bad.text())
                .isEqualTo("taplane-shard-1 has not come round for 7 s:\n\tat A.inner(A.java:1)\n\tat B.outer\n");
        monitoring.stuck = List.of();
        assertThat(get("/healthz", "").status()).isEqualTo(200);
    }

    @Test
    void readyIsWhoIsTheSwitch() throws IOException {
        assertThat(get("/readyz", "").status()).isEqualTo(503);
        monitoring.ready = true;
        assertThat(get("/readyz", "").status()).isEqualTo(200);
    }

    @Test
    void theyAreOnlyRead() throws IOException {
        for (String path : new String[] {"/metrics", "/healthz", "/readyz"}) {
            client.send("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".formatted(path));
            HttpReply reply = client.reply();
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.body().readAllBytes()).isNotEmpty();
        }
    }

    /** A reply. */
    private record Got(int status, String type, String text) {}

    private Got get(String path, String header) throws IOException {
        HttpReply reply = client.send("GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n".formatted(path, header))
                .reply();
        return new Got(
                reply.status(),
                reply.header("content-type").orElse(""),
                new String(reply.body().readAllBytes(), UTF_8));
    }
}
