package org.taplane.it;

import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.Mesh.Peers;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** Three hosts in a full mesh: every flooded frame once at each, and known unicast where it belongs only. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class MeshIT {
    private final Resources ports = new Resources();
    private final Mesh mesh;
    private final RawPort first;
    private final RawPort second;
    private final RawPort third;

    MeshIT(OnDevice<Mesh> on) {
        mesh = on.world();
        first = ports.add(mesh.station(1));
        second = ports.add(mesh.station(2));
        third = ports.add(mesh.station(3));
    }

    static Stream<OnDevice<Mesh>> devices() {
        Device kernel = Device.KERNEL;
        return Stream.of(
                        OnDevice.all("IPv4", dut -> Mesh.start(Underlay.IPV4, Peers.REMOTES, dut, dut, dut)),
                        OnDevice.all("IPv6", dut -> Mesh.start(Underlay.IPV6, Peers.REMOTES, dut, kernel, kernel)),
                        behindHost("IPv4, one behind its host", Underlay.IPV4),
                        behindHost("IPv6, one behind its host", Underlay.IPV6),
                        OnDevice.all("IPv4 group", dut -> Mesh.start(Underlay.IPV4, Peers.GROUP, dut, dut, kernel)),
                        OnDevice.all("IPv6 group", dut -> Mesh.start(Underlay.IPV6, Peers.GROUP, dut, kernel, kernel)))
                .flatMap(devices -> devices);
    }

    private static Stream<OnDevice<Mesh>> behindHost(String title, Underlay underlay) {
        return OnDevice.taplane(
                title, dut -> Mesh.start(underlay, Peers.REMOTES_ONE_BEHIND_HOST, dut, Device.KERNEL, Device.KERNEL));
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void tenFloodedFramesAreSeenTenTimesAtEveryOtherHost() {
        List<RawPort> stations = List.of(first, second, third);
        for (RawPort sender : stations) {
            TestFrame flooded = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x10)).saying("flood of " + sender);
            IntStream.range(0, 10).forEach(i -> sender.send(flooded));
            for (RawPort receiver : stations) {
                assertThat(receiver).receivesExactly(receiver == sender ? 0 : 10, exactly(flooded));
            }
        }
    }

    @Test
    void unicastToALearnedStationGoesToItsHostOnly() {
        Mac station = Mac.of(0x22);
        TestFrame hello = TestFrame.to(Mac.BROADCAST).from(station).saying("hello");
        second.send(hello);
        assertThat(first).receives(hello);
        assertThat(third).receives(hello);
        TestFrame unicast = TestFrame.to(station).from(Mac.of(0x21)).saying("only for the second");
        try (RawPort wire = mesh.underlay(3)) {
            first.send(unicast);
            assertThat(second).receivesExactly(1, exactly(unicast));
            assertThat(third).receivesNo(unicast);
            assertThat(wire).receivesNo(frame().carrying(unicast));
        }
    }
}
