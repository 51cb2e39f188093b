package org.taplane.it;

import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.util.List;
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

/** Two isolated stations and a third that both may reach. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class IsolationIT {
    /** Configured to be at isolated station b. */
    private static final Mac FIXED = Mac.of(0xb0b0);

    private final RawPort a;
    private final RawPort b;
    private final RawPort open;

    IsolationIT(OnDevice<Lan> on) {
        a = on.world().port("a");
        b = on.world().port("b");
        open = on.world().port("open");
    }

    static Stream<OnDevice<Lan>> devices() {
        return OnDevice.all(device -> Lan.start(
                device,
                spec -> spec.station(Station.named("a").isolated())
                        .station(Station.named("b").isolated())
                        .station(Station.named("open"))
                        .staticEntry(FIXED, "b")));
    }

    @AfterEach
    void closePorts() {
        List.of(a, b, open).forEach(RawPort::close);
    }

    @Test
    void whatIsFloodedStaysFromIsolatedStations() {
        TestFrame fromIsolated = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x11)).saying("from a");
        a.send(fromIsolated);
        assertThat(open).receivesExactly(1, exactly(fromIsolated));
        assertThat(b).receivesNo(fromIsolated);
        TestFrame fromOpen = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x12)).saying("from open");
        open.send(fromOpen);
        assertThat(a).receivesExactly(1, exactly(fromOpen));
        assertThat(b).receivesExactly(1, exactly(fromOpen));
    }

    @Test
    void aKnownStationIsReachedOnlyFromTheOthers() {
        Mac station = Mac.of(0x20);
        TestFrame hello = TestFrame.to(Mac.BROADCAST).from(station).saying("hello from b");
        b.send(hello);
        assertThat(open).receives(hello);
        assertReachedFromOpenOnly(station);
    }

    @Test
    void aStaticEntryMakesNoDifference() {
        assertReachedFromOpenOnly(FIXED);
    }

    private void assertReachedFromOpenOnly(Mac station) {
        TestFrame fromIsolated = TestFrame.to(station).from(Mac.of(0x21)).saying("from a to " + station);
        TestFrame fromOpen = TestFrame.to(station).from(Mac.of(0x22)).saying("from open to " + station);
        a.send(fromIsolated);
        open.send(fromOpen);
        assertThat(b).receives(fromOpen);
        assertThat(b).receivesNo(fromIsolated);
        assertThat(open).receivesNo(fromIsolated);
    }
}
