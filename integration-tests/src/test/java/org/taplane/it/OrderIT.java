package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.NumberedDatagrams;
import org.taplane.it.kit.OnDevice;

/** Within a flow frames keep their order, whatever kind of port they come in by and go out of, also when some are lost. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class OrderIT {
    /** Who keeps the sockets from overflowing is the scheduler; most of 40,000 datagrams arrive, but not always. */
    private static final int ENOUGH = 1_000;

    private final Crossroads crossroads;

    OrderIT(OnDevice<Crossroads> on) {
        crossroads = on.world();
    }

    static Stream<OnDevice<Crossroads>> devices() {
        return Stream.concat(OnDevice.taplane(Crossroads::start), OnDevice.uring("", Crossroads::start));
    }

    static Stream<Arguments> paths() {
        List<Crossroads.End> ends = List.of(Crossroads.End.values());
        return ends.stream()
                .flatMap(from -> ends.stream().filter(to -> to != from).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aFlowKeepsItsOrder(Crossroads.End from, Crossroads.End to) {
        int arrived = NumberedDatagrams.send(crossroads.at(from), crossroads.at(to), to.address());
        assertThat(arrived).isGreaterThan(ENOUGH);
    }
}
