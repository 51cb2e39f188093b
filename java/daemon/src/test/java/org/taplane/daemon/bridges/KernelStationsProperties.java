package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.taplane.dataplane.bridge.PortState;

/** Whatever happens to a bridge, the kernel knows no station elsewhere than the bridge does. */
class KernelStationsProperties {
    private static final int STATIONS = 6;

    sealed interface Event {}

    record Hear(int number, int slot) implements Event {}

    record Forget(int number) implements Event {}

    record Flush(int slot) implements Event {}

    record Link(int slot, boolean up) implements Event {}

    record Suspend(boolean now) implements Event {}

    record Publish() implements Event {}

    @Property(tries = 200)
    void theKernelKnowsWhatTheBridgeKnows(@ForAll("events") List<Event> events) {
        try (KernelStationsRig rig = new KernelStationsRig()) {
            for (Event event : events) {
                happen(event, rig);
                rig.stations.settle();
                requireTrue(rig);
            }
            rig.suspend(false);
            rig.learn(0, 0);
            rig.stations.settle();
            assertThat(rig.kernel.stations()).isEqualTo(rig.expected());
        }
    }

    private static void happen(Event event, KernelStationsRig rig) {
        switch (event) {
            case Hear(int number, int slot) -> rig.hear(number, slot);
            case Forget(int number) -> rig.domain.fdb().remove(KernelStationsRig.VLAN, KernelStationsRig.mac(number));
            case Flush(int slot) -> rig.domain.fdb().flushPort(slot);
            case Link(int slot, boolean up) -> rig.publishPort(slot, PortState.ofLink(up), 1500);
            case Suspend(boolean now) -> rig.suspend(now);
            case Publish() -> rig.stations.publish();
        }
    }

    private static void requireTrue(KernelStationsRig rig) {
        Map<Long, Integer> told = rig.kernel.stations();
        assertThat(rig.expected()).containsAllEntriesOf(told);
        assertThat(rig.stations.size()).isEqualTo(told.size());
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, STATIONS - 1);
        Arbitrary<Integer> slot = Arbitraries.integers().between(0, KernelStationsRig.PORTS - 1);
        Arbitrary<Boolean> mostly = Arbitraries.of(true, true, false);
        Arbitrary<Event> event = Arbitraries.frequencyOf(
                Tuple.of(10, Combinators.combine(number, slot).as(Hear::new)),
                Tuple.of(6, Arbitraries.just(new Publish())),
                Tuple.of(2, number.map(Forget::new)),
                Tuple.of(1, slot.map(Flush::new)),
                Tuple.of(2, Combinators.combine(slot, mostly).as(Link::new)),
                Tuple.of(1, mostly.map(now -> new Suspend(!now))));
        return event.list().ofMaxSize(80);
    }
}
