package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Transfer;
import org.taplane.it.kit.World;

/** Ports of type veth: pairs whose one end is a station's interface. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VethPortsIT {
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final long BYTES = 64L << 20;
    private static final String WEB = "10.0.0.1";
    private static final String DB = "10.0.0.2";
    private static final String TAP = "10.0.0.3";

    private final Setup on;
    private final Daemon daemon;
    private final Namespace web;
    private final Namespace db;

    /** Two stations behind veths and one behind a TAP; {@code trunk} is in the daemon's own namespace. */
    record Setup(Resources resources, Namespace web, Namespace db, Namespace tap, Rig rig) implements World {
        static Setup start(Device device) {
            return Resources.building(resources -> {
                Namespace web = resources.namespace("web");
                Namespace db = resources.namespace("db");
                Namespace tap = resources.namespace("tap");
                return new Setup(resources, web, db, tap, resources.add(Rig.start(device, bridges(web, db, tap))));
            });
        }

        private static String bridges(Namespace web, Namespace db, Namespace tap) {
            return """
                    bridges:
                      br0:
                        ports:
                          web: {type: veth, netns: %s, device: eth0, address: [%s/24, "fd00::1/64"], mac: "02:00:00:00:00:01"}
                          db: {type: veth, netns: %s, device: eth0, address: [%s/24, "fd00::2/64"]}
                          tap: {type: tap, netns: %s, device: eth0, address: [%s/24]}
                          trunk: {type: veth, vlan: {trunk: [1, 10], native: 1}}
                    """.formatted(web, WEB, db, DB, tap, TAP);
        }

        @Override
        public void close() {
            resources.close();
        }
    }

    VethPortsIT(OnDevice<Setup> device) {
        on = device.world();
        daemon = on.rig().daemon();
        web = on.web();
        db = on.db();
    }

    static Stream<OnDevice<Setup>> devices() {
        return OnDevice.taplane("", Setup::start);
    }

    @Test
    void everybodyReachesEverybody() {
        Ping.awaitAnswer(web, DB);
        Ping.awaitAnswer(web, "fd00::2");
        Ping.awaitAnswer(db, WEB);
        Ping.awaitAnswer(web, TAP);
        Ping.awaitAnswer(on.tap(), DB);
        Ping.allAnswered(web, DB, 1472);
    }

    @Test
    void transfersArriveWholeAndInLargePieces() {
        Ping.awaitAnswer(web, DB);
        long before = InterfaceCounters.of(db, "eth0").packets();
        Transfer.tcp(web, db, DB, BYTES);
        long packets = InterfaceCounters.of(db, "eth0").packets() - before;
        assertThat(BYTES / packets).as("bytes a frame").isGreaterThan(4 * 1500);
        Transfer.tcp(db, on.tap(), TAP, BYTES);
        Transfer.tcp(on.tap(), web, WEB, BYTES);
        Transfer.udp(web, db, DB, 30_000, 100);
    }

    @Test
    void thePortIsShownWithTheAddressOfTheStation() {
        assertThat(daemon.port("web").path("type").asText()).isEqualTo("veth");
        assertThat(daemon.port("web").path("mac").asText()).isEqualTo("02:00:00:00:00:01");
        assertThat(web.run("cat /sys/class/net/eth0/address").output().strip()).isEqualTo("02:00:00:00:00:01");
        assertThat(on.rig().at().interfaces()).containsExactly("trunk");
    }

    @Test
    void tagsOfATrunkAreKeptAndThoseOfOtherVlansDropped() {
        try (Resources ports = new Resources()) {
            RawPort trunk = ports.add(on.rig().port("trunk"));
            RawPort inside = ports.add(RawPort.open(db, "eth0"));
            TestFrame plain = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x20)).saying("native");
            trunk.send(plain);
            assertThat(inside).receives(plain);
            TestFrame tagged =
                    TestFrame.to(Mac.BROADCAST).from(Mac.of(0x21)).vlan(10).saying("in ten");
            trunk.send(tagged);
            assertThat(inside).receivesNo(tagged);
        }
    }

    @Test
    void theLinkOfTheStationIsFollowed() {
        web.run("ip link set eth0 down");
        awaitState("web", "down");
        up(web, "fd00::1");
        awaitState("web", "up");
        Ping.awaitAnswer(db, WEB);
    }

    /** With the link the kernel has taken away the IPv6 address. */
    private static void up(Namespace station, String ipv6) {
        station.run("ip link set eth0 up");
        station.run("ip address replace " + ipv6 + "/64 dev eth0");
    }

    @Test
    void aPairThatIsDeletedIsMadeAgain() {
        web.run("ip link delete eth0");
        daemon.awaitLog("port web: the device was deleted");
        awaitState("web", "up");
        assertThat(web.run("cat /sys/class/net/eth0/address").output().strip()).isEqualTo("02:00:00:00:00:01");
        Ping.awaitAnswer(db, WEB);
    }

    @Test
    void anAddressThatTheKernelChoseStaysWithThePort() {
        String before = db.run("cat /sys/class/net/eth0/address").output();
        db.run("ip link delete eth0");
        Eventually.passes(
                BOUND,
                () -> assertThat(db.run(Shell.BOUND, List.of("cat", "/sys/class/net/eth0/address"))
                                .output())
                        .isEqualTo(before));
        Ping.awaitAnswer(web, DB);
    }

    @Test
    void theStationMayRenameItsEnd() {
        db.run("ip link set eth0 down");
        db.run("ip link set eth0 name uplink");
        db.run("ip link set uplink up");
        Ping.awaitAnswer(web, DB);
        db.run("ip link set uplink down");
        db.run("ip link set uplink name eth0");
        up(db, "fd00::2");
        Ping.awaitAnswer(web, DB);
    }

    @Test
    void settingsChangeWhileThePairStays() {
        String index = web.run("cat /sys/class/net/eth0/ifindex").output();
        try {
            set("mtu=1400");
            assertThat(link()).contains("mtu 1400");
            awaitShown("mtu", "1400");
            set("mtu=9000");
            assertThat(link()).contains("mtu 9000");
            set("mac=\"02:00:00:00:00:05\"");
            assertThat(link()).contains("02:00:00:00:00:05");
            awaitShown("mac", "02:00:00:00:00:05");
            set("address=[10.0.0.9/24]");
            Ping.awaitAnswer(db, "10.0.0.9");
            set("vlan.access=10");
            Ping.notAnswered(db, "10.0.0.9");
            set("vlan.access=1");
            Ping.awaitAnswer(db, "10.0.0.9");
        } finally {
            set("mtu=1500,mac=\"02:00:00:00:00:01\",address=[10.0.0.1/24,fd00::1/64]");
        }
        Ping.awaitAnswer(db, WEB);
        Ping.awaitAnswer(db, "fd00::1");
        assertThat(web.run("cat /sys/class/net/eth0/ifindex").output()).isEqualTo(index);
    }

    private void awaitShown(String key, String value) {
        Eventually.passes(
                BOUND, () -> assertThat(daemon.port("web").path(key).asText()).isEqualTo(value));
    }

    @Test
    void aStationsEndThatWasMovedIsNotChanged() {
        web.run("ip link set eth0 netns " + db + " name moved");
        try {
            Shell.Result moved = daemon.command("port", "set", "web", "mtu=1400");
            assertThat(moved.exit()).as(moved.toString()).isEqualTo(2);
            assertThat(moved.error()).contains("the station's end of web is not in");
            assertThat(daemon.port("web").path("mtu").asInt()).isEqualTo(1500);
        } finally {
            db.run("ip link delete moved");
        }
        awaitState("web", "up");
        Ping.awaitAnswer(db, WEB);
    }

    @Test
    void aPortThatIsAddedAndRemovedLeavesNothing() {
        daemon.command("port", "add", "br0", "more", "type=veth,netns=" + db + ",device=eth7")
                .succeeded();
        assertThat(db.interfaces()).contains("eth7");
        daemon.command("port", "del", "more").succeeded();
        assertThat(db.interfaces()).doesNotContain("eth7");
        Shell.Result taken = daemon.command("port", "add", "br0", "more", "type=veth,netns=" + db + ",device=eth0");
        assertThat(taken.exit()).isEqualTo(2);
        assertThat(taken.error()).contains("interface eth0 exists already; expected a free name");
    }

    private void set(String settings) {
        daemon.command("port", "set", "web", settings).succeeded();
    }

    private String link() {
        return web.run("ip link show dev eth0").output();
    }

    private void awaitState(String port, String state) {
        Eventually.passes(
                BOUND,
                () -> assertThat(daemon.port(port).path("state").asText()).isEqualTo(state));
    }
}
