package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.taplane.dataplane.port.DropReason;

/** A burst of n frames leaves the switch in the same state, and sends the same, as n bursts of one. */
class BurstEquivalenceProperties {
    private static final int PORTS = 4;

    record Arrival(int port, List<byte[]> frames) {}

    @Property(tries = 300)
    void aBurstIsItsFramesOneByOne(@ForAll("arrivals") List<Arrival> arrivals) {
        BridgeFixture whole = bridge();
        BridgeFixture single = bridge();
        for (Arrival arrival : arrivals) {
            whole.receive(arrival.port(), arrival.frames());
            arrival.frames().forEach(frame -> single.receive(arrival.port(), frame));
            whole.passMillis(1);
            single.passMillis(1);
            for (int port = 0; port < PORTS; port++) {
                assertThat(whole.sent(port)).isEqualTo(single.sent(port));
            }
        }
        assertThat(stations(whole)).isEqualTo(stations(single));
        for (int port = 0; port < PORTS; port++) {
            assertThat(counts(whole, port)).isEqualTo(counts(single, port));
        }
    }

    /** A table of eight entries: eviction is part of what must be equal. */
    private static BridgeFixture bridge() {
        return new BridgeFixture(
                new Fdb(8, 300_000, 42),
                VlanMembership.access(10),
                VlanMembership.access(20),
                VlanMembership.trunk(IntStream.of(10, 20, 30)),
                VlanMembership.trunk(IntStream.of(10, 20), 30));
    }

    private static Map<String, Integer> stations(BridgeFixture bridge) {
        Map<String, Integer> stations = new TreeMap<>();
        bridge.domain().fdb().forEach((vid, mac, location, isStatic, tick) -> stations.put(vid + "/" + mac, location));
        return stations;
    }

    private static List<Long> counts(BridgeFixture bridge, int port) {
        List<Long> counts = new ArrayList<>();
        for (DropReason reason : DropReason.values()) {
            counts.add(bridge.drops(port, reason));
        }
        counts.add(bridge.counters(port).rxBytes());
        counts.add(bridge.counters(port).txBytes());
        return counts;
    }

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        Arbitrary<byte[]> frames = Arbitraries.oneOf(
                frame(), Arbitraries.bytes().array(byte[].class).ofMaxSize(80));
        return Combinators.combine(
                        Arbitraries.integers().between(0, PORTS - 1),
                        frames.list().ofMinSize(1).ofMaxSize(64))
                .as(Arrival::new)
                .list()
                .ofMaxSize(8);
    }

    private static Arbitrary<byte[]> frame() {
        Arbitrary<Long> station = Arbitraries.longs().between(0x02_00_00_00_00_00L, 0x02_00_00_00_00_0eL);
        Arbitrary<Long> destination = Arbitraries.oneOf(station, Arbitraries.just(Frames.BROADCAST));
        Arbitrary<Integer> tci = Arbitraries.of(-1, -1, 0, 0x2000, 10, 0xe00a, 20, 30, 40, 4095);
        return Combinators.combine(destination, station, tci)
                .as((to, from, tag) -> tag < 0 ? Frames.plain(to, from) : Frames.tagged(to, from, tag));
    }
}
