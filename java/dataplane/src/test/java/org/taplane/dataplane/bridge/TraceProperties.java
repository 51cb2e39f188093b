package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.rate.TokenBucket;

/** What a trace tells of a frame is what forwarding then does with it, and until then nothing has changed. */
class TraceProperties {
    private static final int PORTS = 5;
    private static final int MTU = 60;
    private static final long STATIONS = 0x02_00_00_00_00_00L;

    /** A port's settings. */
    record Shape(
            VlanMembership vlans, PortState state, boolean learning, boolean isolated, boolean stormy, int limit) {}

    /** An entry that was configured. */
    record Fixed(int vid, long mac, int port) {}

    record Topology(List<Shape> ports, List<Fixed> fixed, int maxEntries) {}

    @SuppressWarnings("ArrayRecordComponent") // shown when a try fails, and not compared
    record Arrival(int port, byte[] frame) {}

    @Property(tries = 200)
    void theVerdictIsWhatForwardingDoes(
            @ForAll("topologies") Topology topology, @ForAll("arrivals") List<Arrival> arrivals) {
        BridgeFixture bridge = bridge(topology);
        int now = 1;
        for (Arrival arrival : arrivals) {
            List<String> before = state(bridge);
            Trace trace = Tracer.at(bridge.domain(), arrival.port(), now)
                    .orElseThrow()
                    .trace(0, arrival.frame());
            assertThat(state(bridge)).isEqualTo(before);
            Set<String> drops = drops(bridge);
            boolean isTaken = forward(bridge, arrival);

            assertThat(told(trace)).isEqualTo(sent(bridge));
            assertThat(toldDrops(trace)).isEqualTo(increased(drops, drops(bridge)));
            assertThat(trace.taken().isPresent()).isEqualTo(isTaken);
            assertThat(knows(bridge, arrival, trace)).isTrue();
            bridge.passMillis(7);
            now += 7;
        }
    }

    private static boolean forward(BridgeFixture bridge, Arrival arrival) {
        bridge.receive(arrival.port(), arrival.frame());
        BitSet taken = new BitSet();
        bridge.punted().drain((why, slot, vid, slab, at, length) -> taken.set(0));
        return taken.get(0);
    }

    /** A station that would be learned, or moved, is where the trace says; one without room is not. */
    private static boolean knows(BridgeFixture bridge, Arrival arrival, Trace trace) {
        if (trace.learning().isEmpty()) {
            return true;
        }
        Learning learning = trace.learning().get();
        byte[] frame = arrival.frame();
        long source = Long.parseLong(HexFormat.of().formatHex(frame, 6, 12), 16);
        int location = bridge.domain().fdb().lookup(Fdb.station(trace.vid(), source));
        boolean evictedIsGone = learning.evicted() == 0 || bridge.domain().fdb().lookup(learning.evicted()) == Fdb.MISS;
        return evictedIsGone
                && switch (learning.outcome()) {
                    case NEW, MOVED, KNOWN -> Location.port(location) == arrival.port();
                    case STATIC, NO_ROOM -> location == learning.before();
                    case OFF -> true;
                };
    }

    private static BridgeFixture bridge(Topology topology) {
        VlanMembership[] vlans = topology.ports().stream().map(Shape::vlans).toArray(VlanMembership[]::new);
        BridgeFixture bridge = new BridgeFixture(new Fdb(topology.maxEntries(), 300_000, 42), vlans);
        BitSet isolated = new BitSet();
        IntStream.range(0, PORTS)
                .filter(slot -> topology.ports().get(slot).isolated())
                .forEach(isolated::set);
        List<PortPlan> plans = new ArrayList<>();
        for (int slot = 0; slot < PORTS; slot++) {
            Shape shape = topology.ports().get(slot);
            plans.add(plan(slot, shape, PortSet.of(isolated)));
            bridge.domain().fdb().limit(slot, shape.limit(), 1);
        }
        bridge.domain().publish(BridgePlan.of(plans));
        topology.fixed()
                .forEach(entry -> bridge.domain().fdb().addStatic(entry.vid(), entry.mac(), entry.port() << 16, 1));
        return bridge;
    }

    private static PortPlan plan(int slot, Shape shape, PortSet isolated) {
        List<Feature> features = new ArrayList<>();
        if (shape.isolated()) {
            features.add(new Isolation(isolated));
        }
        if (shape.stormy()) {
            features.add(new StormControl(EnumSet.allOf(FloodKind.class).stream()
                    .map(kind -> new StormControl.Limit(kind, new TokenBucket(30, 1)))
                    .toList()));
        }
        return new PortPlan(slot, "p" + slot, shape.vlans(), MTU, shape.learning(), shape.state())
                .withFeatures(features)
                .withPunts(shape.stormy() ? Punts.of(EnumSet.of(PuntReason.LLDP), 1) : Punts.NONE);
    }

    /** What each port was given, by port. */
    private static List<List<String>> sent(BridgeFixture bridge) {
        return IntStream.range(0, PORTS)
                .mapToObj(port -> bridge.sent(port).stream().map(SentFrame::hex).toList())
                .toList();
    }

    private static List<List<String>> told(Trace trace) {
        return IntStream.range(0, PORTS)
                .mapToObj(port -> trace.departures().stream()
                        .filter(departure -> departure.slot() == port)
                        .map(departure -> HexFormat.of().formatHex(departure.frame()))
                        .toList())
                .toList();
    }

    private static Set<String> toldDrops(Trace trace) {
        Set<String> drops = new TreeSet<>();
        trace.drops().forEach(drop -> drops.add(drop.slot() + " " + drop.reason()));
        return drops;
    }

    /** Every counter of a drop, with its number. */
    private static Set<String> drops(BridgeFixture bridge) {
        Set<String> drops = new TreeSet<>();
        for (int port = 0; port < PORTS; port++) {
            for (DropReason reason : DropReason.values()) {
                drops.add(port + " " + reason + "=" + bridge.drops(port, reason));
            }
        }
        return drops;
    }

    private static Set<String> increased(Set<String> before, Set<String> after) {
        Set<String> increased = new TreeSet<>();
        after.stream()
                .filter(count -> !before.contains(count))
                .forEach(count -> increased.add(count.substring(0, count.indexOf('='))));
        return increased;
    }

    /** All that a trace might have changed: the table with its last-seen times, and the counters. */
    private static List<String> state(BridgeFixture bridge) {
        List<String> state = new ArrayList<>(drops(bridge));
        for (int port = 0; port < PORTS; port++) {
            PortCounters counters = bridge.counters(port);
            state.add(counters.rxFrames() + " " + counters.rxBytes() + " " + counters.txFrames() + " "
                    + counters.txBytes() + " " + bridge.domain().fdb().limit(port));
        }
        bridge.domain()
                .fdb()
                .forEach((vid, mac, location, isStatic, tick) ->
                        state.add(vid + " " + mac + " " + location + " " + isStatic + " " + tick));
        return state;
    }

    @Provide
    Arbitrary<Topology> topologies() {
        Arbitrary<Fixed> fixed = Combinators.combine(
                        Arbitraries.of(10, 20),
                        station(),
                        Arbitraries.integers().between(0, PORTS - 1))
                .as(Fixed::new);
        return Combinators.combine(shape().list().ofSize(PORTS), fixed.list().ofMaxSize(3), Arbitraries.of(4, 8, 1024))
                .as(Topology::new);
    }

    private static Arbitrary<Shape> shape() {
        Arbitrary<VlanMembership> vlans = Arbitraries.of(
                VlanMembership.access(10),
                VlanMembership.access(20),
                VlanMembership.trunk(IntStream.of(10, 20)),
                VlanMembership.trunk(IntStream.of(10), 20));
        return Combinators.combine(
                        vlans,
                        Arbitraries.of(
                                PortState.FORWARDING,
                                PortState.FORWARDING,
                                PortState.FORWARDING,
                                PortState.DOWN,
                                PortState.DISABLED),
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(true, false, false),
                        Arbitraries.of(true, false, false),
                        Arbitraries.of(1, 2, Fdb.UNLIMITED))
                .as(Shape::new);
    }

    private static Arbitrary<Long> station() {
        return Arbitraries.longs().between(STATIONS + 1, STATIONS + 7);
    }

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        Arbitrary<byte[]> frames = Arbitraries.frequencyOf(
                Tuple.of(9, frame()),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(80)));
        return Combinators.combine(Arbitraries.integers().between(0, PORTS - 1), frames)
                .as(Arrival::new)
                .list()
                .ofMaxSize(40);
    }

    private static Arbitrary<byte[]> frame() {
        Arbitrary<Long> destination = Arbitraries.frequencyOf(
                Tuple.of(8, station()),
                Tuple.of(
                        2,
                        Arbitraries.of(Frames.BROADCAST, 0x0180_c200_0000L, 0x0180_c200_000eL, 0x0100_5e00_0001L, 0L)));
        Arbitrary<Integer> type = Arbitraries.of(0x0800, 0x88cc);
        Arbitrary<Integer> tci = Arbitraries.of(-1, -1, -1, 0, 0x2000, 10, 0xe00a, 20, 30, 4095);
        Arbitrary<Integer> length = Arbitraries.of(46, 46, 46, 61);
        return Combinators.combine(destination, station(), type, tci, length)
                .as((to, from, ether, tag, bytes) ->
                        tag < 0 ? Frames.typed(to, from, ether, bytes) : Frames.tagged(to, from, tag));
    }
}
