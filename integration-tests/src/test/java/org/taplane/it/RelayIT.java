package org.taplane.it;

import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Lan;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.TestFrame;

/** What a bridge does with single frames: learn, move, flood, keep still, and leave every byte alone. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class RelayIT {
    private static final int MTU = 9000;
    /** Configured to stay at station c. */
    private static final Mac FIXED = Mac.of(0xc0c0);

    private final RawPort a;
    private final RawPort b;
    private final RawPort c;

    RelayIT(OnDevice<Lan> on) {
        a = on.world().port("a");
        b = on.world().port("b");
        c = on.world().port("c");
    }

    static Stream<OnDevice<Lan>> devices() {
        return OnDevice.all(device -> Lan.start(
                device,
                spec -> spec.station(Station.named("a").mtu(MTU))
                        .station(Station.named("b").mtu(MTU))
                        .station(Station.named("c").mtu(MTU))
                        .staticEntry(FIXED, "c")));
    }

    @AfterEach
    void closePorts() {
        a.close();
        b.close();
        c.close();
    }

    @Test
    void unknownUnicastIsFloodedAndNotReflected() {
        TestFrame unknown = TestFrame.to(Mac.of(0x10)).from(Mac.of(0x11)).saying("where are you");
        a.send(unknown);
        assertThat(b).receivesExactly(1, exactly(unknown));
        assertThat(c).receivesExactly(1, exactly(unknown));
        assertThat(a).receivesNo(unknown);
    }

    @Test
    void unicastToALearnedStationGoesThereOnly() {
        Mac station = Mac.of(0x20);
        announce(b, station, a);
        TestFrame known = TestFrame.to(station).from(Mac.of(0x21)).saying("just you");
        a.send(known);
        assertThat(b).receives(known);
        assertThat(c).receivesNo(known);
    }

    @Test
    void aDynamicEntryMovesWithItsStation() {
        Mac station = Mac.of(0x30);
        announce(b, station, a);
        announce(c, station, a);
        TestFrame moved = TestFrame.to(station).from(Mac.of(0x31)).saying("you moved");
        a.send(moved);
        assertThat(c).receives(moved);
        assertThat(b).receivesNo(moved);
    }

    @Test
    void aStaticEntryStays() {
        b.send(TestFrame.to(Mac.BROADCAST).from(FIXED).saying("I pretend"));
        TestFrame toFixed = TestFrame.to(FIXED).from(Mac.of(0x41)).saying("you stayed");
        a.send(toFixed);
        assertThat(c).receives(toFixed);
        assertThat(b).receivesNo(toFixed);
    }

    @Test
    void framesThatAreNotIpPassUnchanged() {
        TestFrame[] frames = {
            TestFrame.to(Mac.of(0x50)).type(0x9999).random(1, 1500),
            // 802.3 with an LLC header: the type field is a length.
            TestFrame.to(Mac.of(0x51)).type(3).payload(new byte[] {(byte) 0xaa, (byte) 0xaa, 3}),
            TestFrame.to(Mac.parse("01:00:5e:01:02:03")).random(2, 100),
            TestFrame.to(Mac.parse("33:33:00:00:00:99")).random(3, 100),
            TestFrame.to(Mac.parse("01:80:c2:00:00:21")).random(4, 100),
            TestFrame.to(Mac.BROADCAST).random(5, 46),
            TestFrame.to(Mac.of(0x52)).random(6, MTU),
        };
        for (TestFrame sent : frames) {
            a.send(sent);
            assertThat(b).receivesExactly(1, exactly(sent));
            assertThat(c).receives(sent);
        }
    }

    @Test
    void linkLocalFramesAsTheLinuxBridgeWithoutSpanningTree() {
        TestFrame bpdu =
                TestFrame.to(Mac.parse("01:80:c2:00:00:00")).from(Mac.of(0x60)).saying("BPDU");
        TestFrame pause =
                TestFrame.to(Mac.parse("01:80:c2:00:00:01")).from(Mac.of(0x60)).saying("pause");
        a.send(pause);
        a.send(bpdu);
        assertThat(b).receives(bpdu);
        assertThat(b).receivesNo(pause);
        assertThat(c).receivesNo(pause);
    }

    @Test
    void framesOfAFlowKeepTheirOrder() {
        announce(b, Mac.of(0x70), a);
        List<TestFrame> flow = IntStream.range(0, 500)
                .mapToObj(i -> TestFrame.to(Mac.of(0x70)).from(Mac.of(0x71)).random(i, 46))
                .toList();
        flow.forEach(a::send);
        assertThat(b).receivesInOrder(flow);
    }

    /** Makes {@code station} known behind {@code port}; {@code witness} sees that the switch has worked on it. */
    private static void announce(RawPort port, Mac station, RawPort witness) {
        TestFrame hello = TestFrame.to(Mac.BROADCAST).from(station).saying("hello from " + port);
        port.send(hello);
        assertThat(witness).receives(hello);
    }
}
