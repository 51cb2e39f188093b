package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Background;
import org.taplane.it.kit.CaptureRun;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.PcapngFile.Captured;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Transfer;

/**
 * Known stations behind veth ports are forwarded by the kernel. The proof is a daemon that is stopped for a while: whoever
 * still reaches somebody then does so without it.
 */
@KernelTest
final class FastPathIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final String WEB = "10.0.0.1";
    private static final String DB = "10.0.0.2";
    private static final Mac WEB_MAC = Mac.parse("02:00:00:00:00:01");
    private static final Mac DB_MAC = Mac.parse("02:00:00:00:00:02");

    private final Resources resources = new Resources();
    private final Namespace at = quiet("switch");
    private final Namespace web = quiet("web");
    private final Namespace db = quiet("db");
    private final Namespace other = quiet("other");
    private Daemon daemon;

    /** Nobody says anything by himself, so that counters stand still. */
    private Namespace quiet(String label) {
        Namespace namespace = resources.namespace(label);
        namespace.sysctl("net/ipv6/conf/default/disable_ipv6", "1");
        return namespace;
    }

    @BeforeEach
    void start() {
        daemon = resources.add(Daemon.start(at, 2, bridges("")));
    }

    @AfterEach
    void remove() {
        daemon.thaw();
        resources.close();
    }

    private String bridges(String settings) {
        return settings + """
                bridges:
                  br0:
                    ports:
                      web: {type: veth, netns: %s, device: eth0, address: [%s/24], mac: "%s"}
                      db: {type: veth, netns: %s, device: eth0, address: [%s/24], mac: "%s"}
                      other: {type: veth, netns: %s, device: eth0}
                      trunk: {type: veth, vlan: {trunk: [1, 10]}}
                      tap: {type: tap}
                """.formatted(web, WEB, WEB_MAC, db, DB, DB_MAC, other);
    }

    private int known() {
        return daemon.show("bridges").path(0).path("fast-path").asInt();
    }

    private void awaitKnown(int stations) {
        Eventually.passes(BOUND, () -> {
            Ping.awaitAnswer(web, DB);
            assertThat(known()).isEqualTo(stations);
        });
    }

    private void withoutTheDaemon(Runnable action) {
        daemon.freeze();
        try {
            action.run();
        } finally {
            daemon.thaw();
        }
    }

    @Test
    void knownStationsReachEachOtherWithoutTheDaemon() {
        awaitKnown(2);
        withoutTheDaemon(() -> {
            Ping.allAnswered(web, DB, 56);
            Ping.allAnswered(db, WEB, 1472);
            Transfer.tcp(web, db, DB, 64 << 20);
            Transfer.udp(web, db, DB, 30_000, 100);
        });
    }

    @Test
    void whatTheKernelForwardsIsCountedAsIfTheDaemonHadIt() {
        awaitKnown(2);
        JsonNode before = daemon.show("ports");
        withoutTheDaemon(() -> Ping.allAnswered(web, DB, 1000));
        JsonNode after = daemon.show("ports");
        long received = grown(before, after, "web", "rx", "frames");
        assertThat(received).isGreaterThanOrEqualTo(5);
        assertThat(grown(before, after, "db", "tx", "frames")).isEqualTo(received);
        assertThat(grown(before, after, "db", "rx", "frames")).isEqualTo(grown(before, after, "web", "tx", "frames"));
        assertThat(grown(before, after, "db", "tx", "bytes")).isGreaterThanOrEqualTo(5 * 1042);
    }

    @Test
    void aPortThatIsCapturedLeavesTheKernelForAsLong() {
        awaitKnown(2);
        try (CaptureRun capture = CaptureRun.start(daemon, "web", "-f", "icmp", "-c", "4")) {
            Ping.allAnswered(web, DB, 56);
            assertThat(capture.end()).startsWith("0 taplane: 4 frames captured, 0 lost");
            assertThat(capture.read().frames().stream().map(Captured::direction))
                    .containsExactly("in", "out", "in", "out");
        }
        awaitKnown(2);
    }

    private static long grown(JsonNode before, JsonNode after, String port, String way, String unit) {
        return counter(after, port, way, unit) - counter(before, port, way, unit);
    }

    private static long counter(JsonNode ports, String port, String way, String unit) {
        return StreamSupport.stream(ports.spliterator(), false)
                .filter(row -> row.path("name").asText().equals(port))
                .mapToLong(row -> row.path(way).path(unit).asLong())
                .sum();
    }

    private long frames(String port, String way) {
        return daemon.port(port).path(way).path("frames").asLong();
    }

    @Test
    void aStationThatTheKernelHearsDoesNotAge() {
        awaitKnown(2);
        daemon.command("bridge", "set", "br0", "ageing=2s").succeeded();
        try (Background _ = Background.start(web, "ping -n -q -i 0.1 " + DB)) {
            Eventually.pause(Duration.ofSeconds(5));
            assertThat(known()).isEqualTo(2);
            assertThat(daemon.show("fdb").findValuesAsText("mac")).contains(WEB_MAC.toString(), DB_MAC.toString());
        }
        Eventually.passes(BOUND, () -> assertThat(known()).isZero());
        assertThat(daemon.show("fdb")).isEmpty();
    }

    /** A station behind the ends of two pairs: the frame has to go through the pair, for the address is not its own. */
    @Test
    void aStationThatMovesIsFollowedAtOnce() {
        Mac roamer = Mac.of(0x55);
        try (RawPort from = RawPort.open(web, "eth0");
                RawPort here = RawPort.open(db, "eth0");
                RawPort there = RawPort.open(other, "eth0")) {
            from.send(TestFrame.to(Mac.BROADCAST).from(WEB_MAC).saying("who is there?"));
            here.send(TestFrame.to(Mac.BROADCAST).from(roamer).saying("I am"));
            Eventually.passes(BOUND, () -> assertThat(known()).isEqualTo(2));
            TestFrame first = TestFrame.to(roamer).from(WEB_MAC).saying("first");
            withoutTheDaemon(() -> {
                from.send(first);
                assertThat(here).receives(first);
            });
            there.send(TestFrame.to(Mac.BROADCAST).from(roamer).saying("and now I am here"));
            Eventually.passes(
                    BOUND,
                    () -> assertThat(daemon.show("fdb").toString()).contains("\"" + roamer + "\",\"port\":\"other\""));
            TestFrame second = TestFrame.to(roamer).from(WEB_MAC).saying("second");
            withoutTheDaemon(() -> {
                from.send(second);
                assertThat(there).receives(second);
            });
            assertThat(here).receivesNo(second);
        }
    }

    @Test
    void aCommandCountsInTheKernelWhenItReturns() {
        awaitKnown(2);
        daemon.command("port", "down", "db").succeeded();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        daemon.command("port", "up", "db").succeeded();
        awaitKnown(2);
        daemon.command("port", "set", "db", "vlan.access=10").succeeded();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        daemon.command("port", "set", "db", "vlan.access=1").succeeded();
        awaitKnown(2);
        daemon.command("fdb", "flush").succeeded();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        awaitKnown(2);
        daemon.command("port", "set", "db", "isolated=true").succeeded();
        withoutTheDaemon(() -> Ping.allAnswered(web, DB, 56));
        daemon.command("port", "set", "web", "isolated=true").succeeded();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        daemon.command("port", "set", "web", "isolated=false").succeeded();
        daemon.command("port", "set", "web", "storm-control.broadcast=100/s").succeeded();
        withoutTheDaemon(() -> Ping.allAnswered(web, DB, 56));
        daemon.command("port", "del", "db").succeeded();
        assertThat(known()).isEqualTo(1);
    }

    @Test
    void aFrameThatIsTooLongIsCountedByTheDaemon() {
        daemon.command("port", "set", "db", "mtu=1400").succeeded();
        awaitKnown(2);
        long before = daemon.drops("db", "mtu-exceeded");
        try (RawPort here = RawPort.open(web, "eth0");
                RawPort there = RawPort.open(db, "eth0")) {
            TestFrame fits = TestFrame.to(DB_MAC).from(WEB_MAC).random(1, 1400);
            TestFrame tooLong = TestFrame.to(DB_MAC).from(WEB_MAC).random(2, 1401);
            here.send(tooLong);
            here.send(fits);
            assertThat(there).receives(fits);
            assertThat(there).receivesNo(tooLong);
        }
        assertThat(daemon.drops("db", "mtu-exceeded")).isEqualTo(before + 1);
    }

    @Test
    void tagsAreAddedAndRemovedAndKept() {
        daemon.command("port", "set", "other", "vlan.trunk=[1,10]").succeeded();
        try (RawPort plain = RawPort.open(web, "eth0");
                RawPort tagged = RawPort.open(at, "trunk");
                RawPort second = RawPort.open(other, "eth0")) {
            Mac a = Mac.of(0x10);
            Mac b = Mac.of(0x11);
            Mac c = Mac.of(0x12);
            plain.send(TestFrame.to(Mac.BROADCAST).from(a).saying("a"));
            tagged.send(TestFrame.to(Mac.BROADCAST).from(b).saying("b").vlan(1));
            second.send(TestFrame.to(Mac.BROADCAST).from(c).saying("c").vlan(1));
            Eventually.passes(BOUND, () -> assertThat(known()).isEqualTo(3));
            withoutTheDaemon(() -> {
                TestFrame out = TestFrame.to(b).from(a).saying("out");
                plain.send(out);
                assertThat(tagged).receives(out.vlan(1));
                TestFrame in = TestFrame.to(a).from(b).saying("in");
                tagged.send(in.tag(0x8100, 5 << 13 | 1));
                assertThat(plain).receives(in);
                TestFrame through = TestFrame.to(c).from(b).saying("through").tag(0x8100, 5 << 13 | 1);
                tagged.send(through);
                assertThat(second).receives(through);
                TestFrame elsewhere = TestFrame.to(a).from(b).saying("in ten").vlan(10);
                tagged.send(elsewhere);
                assertThat(plain).receivesNo(elsewhere);
            });
        }
    }

    @Test
    void aStationBehindAnotherTypeOfPortIsReachedByTheDaemon() {
        at.run("ip address add 10.0.0.9/24 dev tap");
        Ping.awaitAnswer(web, "10.0.0.9");
        withoutTheDaemon(() -> Ping.notAnswered(web, "10.0.0.9"));
        Ping.awaitAnswer(web, "10.0.0.9");
        Transfer.tcp(web, at, "10.0.0.9", 8 << 20);
        Transfer.tcp(at, web, WEB, 8 << 20);
    }

    @Test
    void itMayBeOff() {
        daemon.stop();
        daemon = resources.add(Daemon.start(at, 2, bridges("fast-path: off\n")));
        Ping.awaitAnswer(web, DB);
        assertThat(known()).isZero();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        Transfer.tcp(web, db, DB, 8 << 20);
    }

    @Test
    void anotherProcessMayLeaveEverythingToItself() {
        daemon.stop();
        daemon = resources.add(Daemon.startService(at, 2, bridges("")));
        awaitKnown(2);
        daemon.rewrite(bridges("fast-path: off\n"));
        daemon.upgradePatiently();
        Ping.allAnswered(web, DB, 56);
        assertThat(known()).isZero();
        withoutTheDaemon(() -> Ping.notAnswered(web, DB));
        db.run("ip link delete eth0");
        Ping.awaitAnswer(web, DB);
    }

    /** Ports that are there go on as they are: two ways in at once would be two frames of one. */
    @Test
    void anotherProcessMayLeaveNewPortsToTheKernel() {
        daemon.stop();
        daemon = resources.add(Daemon.startService(at, 2, bridges("fast-path: off\n")));
        Ping.awaitAnswer(web, DB);
        daemon.rewrite(bridges(""));
        daemon.upgradePatiently();
        Ping.allAnswered(web, DB, 56);
        assertThat(known()).isZero();
        daemon.stop();
        daemon = resources.add(Daemon.start(at, 2, bridges("")));
        awaitKnown(2);
    }

    @Test
    void aPairThatIsMadeAgainTakesPartAgain() {
        awaitKnown(2);
        db.run("ip link delete eth0");
        daemon.awaitLog("port db: the device is there");
        awaitKnown(2);
        withoutTheDaemon(() -> Ping.allAnswered(web, DB, 56));
    }

    @Test
    void theKernelGoesOnWithAnotherProcess() {
        daemon.stop();
        daemon = resources.add(Daemon.startService(at, 2, bridges("")));
        awaitKnown(2);
        long before = frames("web", "rx");
        daemon.upgradePatiently();
        assertThat(frames("web", "rx")).isGreaterThanOrEqualTo(before);
        awaitKnown(2);
        db.run("ip link set eth0 down");
        db.run("ip link set eth0 up");
        awaitKnown(2);
    }
}
