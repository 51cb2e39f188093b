package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replies without a foreseeable end, to clients with good manners and with bad ones. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private Path socket;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SampleFeed feed = SampleFeed.ofChunks();

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
    void chunksComeWhenTheyAreMadeAndTheBodyEndsWithTheFeed() throws Exception {
        serve(new Answer.Stream("text/plain", feed));
        try (InputStream body = open()) {
            feed.put("one".getBytes(UTF_8));
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("one");
            feed.put("two".getBytes(UTF_8));
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("two");
            feed.put("three".getBytes(UTF_8));
            feed.end();
            assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("three");
            assertThat(feed.isClosedSoon()).isTrue();
        }
    }

    @Test
    void aStreamMayBeOpenedOnAnotherThread() throws Exception {
        serve(new Answer.Later(CompletableFuture.completedFuture(new Answer.Stream("text/plain", feed))));
        try (InputStream body = open()) {
            feed.put("one".getBytes(UTF_8));
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("one");
        }
    }

    @Test
    void aClientThatLeavesIsNoticedThoughNothingIsSent() throws Exception {
        serve(new Answer.Stream("text/plain", feed));
        open().close();
        assertThat(feed.isClosedSoon()).isTrue();
    }

    @Test
    void aClientThatLeavesWhileMuchIsSentIsNoticed() throws Exception {
        SampleFeed endless = SampleFeed.endless(10_000);
        serve(new Answer.Stream("text/plain", endless));
        try (InputStream body = open()) {
            assertThat(body.readNBytes(1_000_000)).hasSize(1_000_000);
        }
        assertThat(endless.isClosedSoon()).isTrue();
    }

    @Test
    void aSlowReaderKeepsTheFeedWaiting() throws Exception {
        SampleFeed endless = SampleFeed.endless(10_000);
        serve(new Answer.Stream("text/plain", endless));
        try (InputStream body = open()) {
            body.readNBytes(100);
            long before = settled(endless);
            assertThat(before).isBetween(100L, 2_000_000L);
            assertThat(body.readNBytes(5_000_000)).hasSize(5_000_000);
            assertThat(endless.taken.get()).isBetween(5_000_000L, 7_000_000L);
            assertThat(endless.isClosed()).isFalse();
        }
    }

    @Test
    void aClientThatWaitsIsNotIdle() throws Exception {
        serve(Duration.ofMillis(50), new Answer.Stream("text/plain", feed));
        try (InputStream body = open()) {
            Thread.sleep(400);
            feed.put("one".getBytes(UTF_8));
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("one");
        }
    }

    @Test
    void aClientThatTakesLittleIsKept() throws Exception {
        SampleFeed endless = SampleFeed.endless(10_000);
        serve(Duration.ofMillis(200), new Answer.Stream("text/plain", endless));
        try (InputStream body = open()) {
            for (int i = 0; i < 40; i++) {
                assertThat(body.readNBytes(100_000)).hasSize(100_000);
                Thread.sleep(20);
            }
            assertThat(endless.isClosed()).isFalse();
        }
    }

    @Test
    void aClientThatTakesNothingIsDismissedWhateverItSays() throws Exception {
        SampleFeed endless = SampleFeed.endless(10_000);
        serve(Duration.ofMillis(100), new Answer.Stream("text/plain", endless));
        RawClient client = connect().get("anything");
        while (!endless.isClosed()) {
            try {
                client.send("\r\n");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Broken pipe");
            }
            Thread.sleep(5);
        }
        assertThat(endless.taken.get()).isLessThan(2_000_000);
    }

    @Test
    void aClientThatAsksOnIsDismissed() throws Exception {
        serve(new Answer.Stream("text/plain", feed));
        RawClient client = connect().get("anything");
        assertThat(client.reply().status()).isEqualTo(200);
        client.get("anything").awaitEnd();
        assertThat(feed.isClosedSoon()).isTrue();
    }

    @Test
    void streamsAreBoundedAndLeaveRoomForOthers() throws Exception {
        List<SampleFeed> feeds = new ArrayList<>();
        serve(AdminServer.IDLE_TIMEOUT, (request, who) -> {
            if (request.uri().endsWith("/plain")) {
                return Answer.json(200, "{}");
            }
            SampleFeed each = SampleFeed.ofChunks();
            feeds.add(each);
            return new Answer.Stream("text/plain", each);
        });
        InputStream first = open();
        for (int i = 1; i < AdminServer.MAX_STREAMS; i++) {
            opened.add(open());
        }
        assertThatThrownBy(this::open).hasMessage("the daemon refused: there are too many streams already");
        assertThat(feeds.getLast().isClosedSoon()).isTrue();
        for (int i = 0; i < 2 * AdminServer.MAX_CLIENTS; i++) {
            connect();
        }
        assertThat(connect().get("plain").body()).isEqualTo("{}\n");
        assertThat(feeds.subList(0, AdminServer.MAX_STREAMS)).noneMatch(SampleFeed::isClosed);
        first.close();
        assertThat(feeds.getFirst().isClosedSoon()).isTrue();
        opened.add(open());
    }

    @Test
    void aFaultOfTheFeedEndsTheConnectionInTheMiddle() throws Exception {
        serve(new Answer.Stream("text/plain", feed));
        try (InputStream body = open()) {
            feed.put(NOTHING);
            assertThatThrownBy(body::read).hasMessageContaining("cut short");
        }
        assertThat(feed.isClosedSoon()).isTrue();
    }

    @Test
    void aSilentFeedGivesSignsOfLife() throws Exception {
        serve(new Answer.Stream("text/plain", SampleFeed.beating(Duration.ofMillis(20), ".".getBytes(UTF_8))));
        try (InputStream body = open()) {
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("...");
        }
    }

    @Test
    void theServersEndCompletesTheBody() throws Exception {
        AdminServer server = serve(new Answer.Stream("text/plain", feed));
        try (InputStream body = open()) {
            feed.put("one".getBytes(UTF_8));
            assertThat(body.readNBytes(3)).asString(UTF_8).isEqualTo("one");
            server.close();
            opened.remove(server);
            assertThat(body.read()).isEqualTo(-1);
            assertThat(feed.isClosed()).isTrue();
            feed.put("too late".getBytes(UTF_8));
        }
    }

    private AdminServer serve(Answer answer) throws IOException {
        return serve(AdminServer.IDLE_TIMEOUT, answer);
    }

    private AdminServer serve(Duration idleTimeout, Answer answer) throws IOException {
        return serve(idleTimeout, (request, who) -> answer);
    }

    private AdminServer serve(Duration idleTimeout, RequestHandler handler) throws IOException {
        AdminServer server = AdminServer.open(
                directory.resolve("other"), new SampleState(), SampleConfig.live(), SampleState::upgrade, idleTimeout);
        opened.add(server);
        server.answer(socket, handler);
        return server;
    }

    private InputStream open() throws IOException {
        return new AdminClient(socket).stream("GET", "anything", Map.of(), NOTHING);
    }

    private RawClient connect() {
        RawClient client = new RawClient(socket);
        opened.add(client);
        return client;
    }

    /** What has been taken of the feed once nothing more is. */
    private static long settled(SampleFeed feed) throws InterruptedException {
        long before;
        long now = feed.taken.get();
        do {
            before = now;
            Thread.sleep(100);
            now = feed.taken.get();
        } while (now != before);
        return now;
    }
}
