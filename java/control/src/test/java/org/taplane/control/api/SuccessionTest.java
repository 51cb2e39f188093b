package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.api.AdminClient.Field;

/** Two servers, of which the second takes over from the first. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuccessionTest {
    private static final String CALL = "POST /Plugin.Activate HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    private static final List<Field> EDIT = List.of(
            new Field.Text("edit", "add-bridge"), new Field.Text("name", "br7"), new Field.Text("settings", ""));

    @TempDir
    Path directory;

    private Path socket;
    private Path plugin;
    private AdminServer old;
    private boolean hasEnded;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("s");
        plugin = directory.resolve("p");
        old = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade);
        old.serve(plugin, (method, _) -> Map.of("by", "old", "method", method));
    }

    @AfterEach
    void stop() throws IOException {
        if (!hasEnded) {
            old.close();
        }
    }

    @Test
    void whoStillAsksTheOldOneIsToldToAskAgain() throws IOException {
        assertThat(new AdminClient(socket).edit(false, OptionalLong.empty(), EDIT))
                .isInstanceOf(ChangeResult.Accepted.class);
        old.passOn();
        assertThat(new AdminClient(socket).edit(false, OptionalLong.empty(), EDIT))
                .isEqualTo(new ChangeResult.Refused(List.of("another process has taken over: ask again")));
        assertThatThrownBy(() -> new AdminClient(socket).config()).hasMessageContaining("ask again");
    }

    /** Docker tries again by itself when a connection ends, and only then. */
    @Test
    void aPluginsCallThatTheOldOneHasNotCarriedOutEndsWithoutAnAnswer() throws IOException {
        CountDownLatch first = new CountDownLatch(1);
        old.change(() -> awaitQuietly(first));
        try (RawClient waiting = new RawClient(plugin).send(CALL)) {
            old.passOn();
            first.countDown();
            assertThat(waiting.channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void theNewOneTakesThePluginsNameToo() throws IOException {
        assertThat(call()).contains("\"by\":\"old\"", "\"method\":\"Plugin.Activate\"");
        try (AdminServer next =
                AdminServer.bind(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)) {
            next.takeOver();
            next.serve(plugin, (_, _) -> Map.of("by", "new"));
            assertThat(call()).isEqualTo("{\"by\":\"new\"}");
            old.close();
            hasEnded = true;
            assertThat(call()).isEqualTo("{\"by\":\"new\"}");
        }
        assertThat(directory).isEmptyDirectory();
    }

    private String call() throws IOException {
        try (RawClient client = new RawClient(plugin).send(CALL)) {
            return new String(client.reply().body().readAllBytes(), UTF_8).strip();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
