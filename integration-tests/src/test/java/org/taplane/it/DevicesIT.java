package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;

/** What happens to the devices behind ports: sizes, links that go down, interfaces that come and go. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class DevicesIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  a: {type: tap, mtu: 65521}
                  b: {type: tap, mtu: 65521, mac: "02:00:00:00:00:bb"}
                  jumbo: {type: tap, mtu: 9000}
                  wire: {type: packet, device: near}
              br1:
                ports:
                  other: {type: tap}
                  another: {type: tap}
            """;
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final Rig rig;

    DevicesIT(OnDevice<Rig> on) {
        rig = on.world();
    }

    static Stream<OnDevice<Rig>> devices() {
        return Stream.concat(OnDevice.taplane(DevicesIT::start), OnDevice.uring("", DevicesIT::start));
    }

    private static Rig start(Device device) {
        return Rig.start(device, BRIDGES, (at, resources) -> Veth.between(at, "near", at, "far"));
    }

    @Test
    void theLargestMtuCarriesTheLargestFrame() {
        try (Resources ports = new Resources()) {
            RawPort a = ports.add(rig.port("a"));
            RawPort b = ports.add(rig.port("b"));
            TestFrame largest = TestFrame.to(Mac.of(0x11)).from(Mac.of(0x10)).random(1, 65_521);
            a.send(largest);
            assertThat(b).receivesExactly(1, exactly(largest));
        }
    }

    @Test
    void aFrameThatDoesNotFitIsDroppedAndCountedWhereItDoesNot() {
        try (Resources ports = new Resources()) {
            RawPort a = ports.add(rig.port("a"));
            RawPort b = ports.add(rig.port("b"));
            RawPort jumbo = ports.add(rig.port("jumbo"));
            long before = rig.daemon().drops("jumbo", "mtu-exceeded");
            TestFrame fits = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x12)).random(2, 9_000);
            TestFrame tooLong = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x12)).random(3, 9_001);
            a.send(tooLong);
            a.send(fits);
            assertThat(jumbo).receives(fits);
            assertThat(b).receives(tooLong);
            assertThat(jumbo).receivesNo(tooLong);
            assertThat(rig.daemon().drops("jumbo", "mtu-exceeded")).isEqualTo(before + 1);
        }
    }

    @Test
    void bridgesAreSeparateWorlds() {
        try (Resources ports = new Resources()) {
            RawPort other = ports.add(rig.port("other"));
            RawPort another = ports.add(rig.port("another"));
            RawPort a = ports.add(rig.port("a"));
            RawPort b = ports.add(rig.port("b"));
            // The same station in both: each has its own table.
            TestFrame hello = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x20)).saying("in the first bridge");
            a.send(hello);
            assertThat(b).receives(hello);
            assertThat(another).receivesNo(hello);
            TestFrame toStation = TestFrame.to(Mac.of(0x20)).from(Mac.of(0x21)).saying("in the second bridge");
            other.send(toStation);
            assertThat(another).receives(toStation);
            assertThat(a).receivesNo(toStation);
        }
    }

    @Test
    void theLinkOfATapIsFollowed() {
        rig.at().run("ip link set dev b down");
        awaitState("b", "down");
        rig.at().run("ip link set dev b up");
        awaitState("b", "up");
        requireForwarding("a", "b", 0x30);
    }

    @Test
    void aStationBehindALinkThatWentDownIsForgotten() {
        try (Resources ports = new Resources()) {
            RawPort a = ports.add(rig.port("a"));
            RawPort b = ports.add(rig.port("b"));
            RawPort jumbo = ports.add(rig.port("jumbo"));
            TestFrame hello = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x40)).saying("hello");
            b.send(hello);
            assertThat(a).receives(hello);
            rig.at().run("ip link set dev b down");
            awaitState("b", "down");
            TestFrame unicast = TestFrame.to(Mac.of(0x40)).from(Mac.of(0x41)).saying("are you elsewhere?");
            a.send(unicast);
            assertThat(jumbo).receives(unicast);
        } finally {
            rig.at().run("ip link set dev b up");
            awaitState("b", "up");
        }
    }

    @Test
    void anInterfaceThatWasDeletedIsJoinedAgain() {
        requireForwarding("a", "far", 0x50);
        rig.at().run("ip link delete dev near");
        awaitState("wire", "missing");
        Veth.between(rig.at(), "near", rig.at(), "far");
        awaitState("wire", "up");
        requireForwarding("a", "far", 0x52);
        requireForwarding("far", "a", 0x54);
    }

    private void awaitState(String port, String state) {
        Eventually.await(
                port + " is " + state,
                BOUND,
                () -> rig.daemon().port(port).path("state").asText().equals(state));
    }

    private void requireForwarding(String from, String to, int station) {
        try (Resources ports = new Resources()) {
            RawPort sender = ports.add(rig.port(from));
            RawPort receiver = ports.add(rig.port(to));
            TestFrame frame = TestFrame.to(Mac.BROADCAST).from(Mac.of(station)).saying("from " + from);
            sender.send(frame);
            assertThat(receiver).receives(frame);
        }
    }
}
