package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OwnFolder;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.StreamPeer;
import org.taplane.it.kit.Taplane;
import org.taplane.it.kit.TestFrame;

/**
 * Peers of stream ports that lie, vanish, come again and again, or do not read; two others talk meanwhile. The daemon is an
 * ordinary user's.
 */
@KernelTest
final class HostilePeersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int RECONNECTS = 1000;
    private static final int NOBODY = 65_534;

    private final Resources resources = new Resources();
    private final Path directory = resources.add(OwnFolder.create(NOBODY)).path();
    private final Namespace at = resources.namespace("switch");

    @AfterEach
    void remove() {
        resources.close();
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private String bridges(String more) {
        return """
                bridges:
                  br0:
                    ports:
                      a: {type: stream, listen: %s}
                      b: {type: stream, listen: %s}
                      evil: {type: stream, listen: %s%s}
                """.formatted(path("a"), path("b"), path("evil"), more);
    }

    private StreamPeer connect(String name) {
        return resources.add(StreamPeer.connect(path(name)));
    }

    private StreamPeer joined(Daemon daemon, String port) {
        StreamPeer peer = connect(port).reading();
        Eventually.await(
                port + " is up",
                PATIENCE,
                () -> daemon.port(port).path("state").asText().equals("up"));
        return peer;
    }

    private static void assertTalk(StreamPeer a, StreamPeer b, int number) {
        TestFrame hello = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x0a)).random(number, 100);
        TestFrame answer = TestFrame.to(Mac.of(0x0a)).from(Mac.of(0x0b)).random(number, 1400);
        a.send(hello);
        assertThat(b.receives(hello)).isTrue();
        b.send(answer);
        assertThat(a.receives(answer)).isTrue();
    }

    @Test
    void theOthersAreNotTouchedAndNothingIsLeftBehind() {
        Daemon daemon = resources.add(Daemon.startAs(NOBODY, at, 2, bridges("")));
        StreamPeer a = joined(daemon, "a");
        StreamPeer b = joined(daemon, "b");
        assertTalk(a, b, 1);
        long descriptors = daemon.descriptors();

        lie(daemon);
        assertTalk(a, b, 2);
        comeAgainAndAgain();
        assertTalk(a, b, 3);
        doNotRead(daemon, a);
        assertTalk(a, b, 4);

        Eventually.await("descriptors are closed", PATIENCE, () -> daemon.descriptors() <= descriptors);
        assertThat(daemon.log().lines().count()).isLessThan(100);
        daemon.stop();
        assertThat(directory).isEmptyDirectory();
    }

    /** A length of 4 GB, half a frame, and one peer too many. */
    private void lie(Daemon daemon) {
        try (StreamPeer liar = connect("evil")) {
            liar.send(ByteBuffer.allocate(64).putInt(-1).array());
            assertThat(liar.isClosed()).isTrue();
        }
        try (StreamPeer half = connect("evil")) {
            half.send(ByteBuffer.allocate(34).putInt(60).array());
        }
        Eventually.await(
                "both are counted",
                PATIENCE,
                () -> daemon.drops("evil", "stream-bad-length") == 1 && daemon.drops("evil", "stream-cut-off") == 1);
        try (StreamPeer second = connect("a")) {
            assertThat(second.isClosed()).isTrue();
        }
        JsonNode peer = daemon.port("a").path("peer");
        assertThat(peer.path("name").asText()).matches("process \\d+ of user 0");
        assertThat(peer.path("connections").asInt()).isEqualTo(1);
        assertThat(peer.path("refused").asInt()).isEqualTo(1);
    }

    private void comeAgainAndAgain() {
        int entered = 0;
        for (int i = 0; i < RECONNECTS; i++) {
            entered += StreamPeer.knock(path("evil"), new byte[] {0, 0, 0}) ? 1 : 0;
        }
        assertThat(entered).isPositive();
    }

    /** It waits behind those that have hung up, and is not sent away for them. */
    private void doNotRead(Daemon daemon, StreamPeer a) {
        try (StreamPeer deaf = connect("evil")) {
            Eventually.await(
                    "it has its turn",
                    PATIENCE,
                    () -> deaf.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(0x0e)))
                            && daemon.show("fdb")
                                    .toString()
                                    .contains(Mac.of(0x0e).toString()));
            TestFrame flood = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x0a)).random(9, 1400);
            for (int i = 0; i < 5000; i++) {
                a.send(flood);
            }
            Eventually.await("its frames are dropped", PATIENCE, () -> daemon.drops("evil", "queue-full") > 0);
        }
    }

    @Test
    void aPortIsChangedWhileItHasItsPeer() {
        Daemon daemon = resources.add(Daemon.start(at, 1, bridges("")));
        StreamPeer a = joined(daemon, "a");
        StreamPeer evil = joined(daemon, "evil");
        assertTalk(a, evil, 1);

        daemon.rewrite(bridges(", mtu: 1000"));
        daemon.command("apply", daemon.file().toString()).succeeded();
        assertThat(daemon.port("evil").path("mtu").asInt()).isEqualTo(1000);
        a.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(0x0a)).random(2, 1100));
        Eventually.await("it is too long now", PATIENCE, () -> daemon.drops("evil", "mtu-exceeded") == 1);
        daemon.rewrite(bridges(", mtu: 1400"));
        daemon.command("apply", daemon.file().toString()).succeeded();
        assertTalk(a, evil, 3);

        Shell.Result upgrade = daemon.command("upgrade");
        assertThat(upgrade.exit()).isEqualTo(1);
        assertThat(upgrade.error()).contains("is a socket port, which cannot be handed over: restart instead");
        assertTalk(a, evil, 4);

        daemon.command("port", "del", "evil").succeeded();
        assertThat(evil.receives(TestFrame.to(Mac.BROADCAST))).isFalse();
        assertThat(path("evil")).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeHadIsOneLine() {
        String nowhere = "bridges: {br0: {ports: {p: {type: stream, listen: %s}}}}".formatted(path("no/s"));
        try (ConfigFile file = ConfigFile.of(1, nowhere)) {
            Shell.Result refused = new Taplane(at).command("run", "--config", file.toString());

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.error())
                    .contains(
                            "port p: cannot make the socket " + path("no/s") + ": No such file or directory; expected");
        }
    }
}
