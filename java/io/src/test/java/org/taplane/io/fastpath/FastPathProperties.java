package org.taplane.io.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

/**
 * A bridge behind the kernel's program is the same bridge, seen from outside: whatever its ports are like, and whatever they
 * receive, the same frames leave by the same ports, the same is counted, and the same stations are known.
 *
 * <p>The program is the kernel's own, not a model of it. It does not tell a test the tag by which it names a VLAN, but whether
 * there is one; {@code FastPathIT} looks at the tags.
 */
class FastPathProperties {
    private static final int MOST_PORTS = 5;
    private static final long FIRST_STATION = 0x0200_0000_0001L;
    private static final int STATIONS = 4;

    /**
     * A frame that a port receives.
     *
     * @param frame in hexadecimal
     * @param published whether the kernel has been told of new stations by then
     */
    record Arrival(int port, String frame, boolean published) {}

    @Property(tries = 150)
    void bothPathsAreOneBridge(@ForAll("members") List<Member> members, @ForAll("arrivals") List<Arrival> arrivals) {
        RecordedBridge alone = new RecordedBridge(members);
        try (RepeatedBridge repeated = new RepeatedBridge(members)) {
            for (Arrival arrival : arrivals) {
                int port = arrival.port() % members.size();
                if (arrival.published()) {
                    repeated.publish();
                }
                byte[] frame = HexFormat.of().parseHex(arrival.frame());
                assertThat(repeated.receive(port, frame)).isEqualTo(alone.receive(port, frame));
            }
            assertThat(repeated.stations()).isEqualTo(alone.stations());
            for (int port = 0; port < members.size(); port++) {
                assertThat(counts(repeated.counters(port), repeated.kernelCounters(port)))
                        .isEqualTo(counts(alone.counters(port), FastCounters.NONE));
            }
            requireBothPaths(repeated, members.size());
        }
    }

    /** A property of frames that the kernel never forwards says nothing. */
    private static void requireBothPaths(RepeatedBridge bridge, int ports) {
        boolean kernel = IntStream.range(0, ports)
                .anyMatch(port -> bridge.kernelCounters(port).rxFrames() > 0);
        Statistics.label("the kernel forwards").collect(kernel);
        Statistics.label("the kernel forwards")
                .coverage(coverage -> coverage.check(true).count(count -> count > 10));
    }

    private static List<Long> counts(PortCounters bridge, FastCounters kernel) {
        List<Long> counts = new ArrayList<>(List.of(
                bridge.rxFrames() + kernel.rxFrames(),
                bridge.rxBytes() + kernel.rxBytes(),
                bridge.rxDrops(),
                bridge.txFrames() + kernel.txFrames(),
                bridge.txBytes() + kernel.txBytes(),
                bridge.txDrops()));
        for (DropReason reason : DropReason.values()) {
            counts.add(bridge.drops(reason));
        }
        return counts;
    }

    @Provide
    Arbitrary<List<Member>> members() {
        return Combinators.combine(
                        Arbitraries.of(Member.Vlans.class),
                        Arbitraries.frequency(Tuple.of(4, 1500), Tuple.of(1, 100)),
                        Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
                        Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)))
                .as(Member::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(MOST_PORTS);
    }

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, MOST_PORTS - 1), frame(), Arbitraries.of(true, true, false))
                .as(Arrival::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    private static Arbitrary<String> frame() {
        Arbitrary<Long> station = Arbitraries.longs().between(FIRST_STATION, FIRST_STATION + STATIONS - 1);
        Arbitrary<Long> destination = Arbitraries.frequencyOf(
                Tuple.of(8, station), Tuple.of(1, Arbitraries.of(0xffff_ffff_ffffL, 0x0180_c200_000eL, 0L)));
        Arbitrary<Long> source =
                Arbitraries.frequencyOf(Tuple.of(30, station), Tuple.of(1, Arbitraries.of(0L, 0x0300_0000_0001L)));
        // untagged, or priority and VLAN
        Arbitrary<Integer> tci = Arbitraries.of(-1, -1, -1, 0x0000, 0x2000, 10, 0x600a, 20, 0xf014, 30, 40, 0x0fff);
        Arbitrary<Integer> payload = Arbitraries.of(46, 99, 100, 101, 1500);
        return Combinators.combine(destination, source, tci, payload).as(FastPathProperties::hex);
    }

    private static String hex(long destination, long source, int tci, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + (tci < 0 ? 0 : 4) + payload);
        putAddress(frame, destination);
        putAddress(frame, source);
        if (tci >= 0) {
            frame.putShort((short) 0x8100).putShort((short) tci);
        }
        frame.putShort((short) 0x88b5);
        while (frame.hasRemaining()) {
            frame.put((byte) (frame.position() * 7 + 3));
        }
        return HexFormat.of().formatHex(frame.array());
    }

    private static void putAddress(ByteBuffer frame, long address) {
        frame.putShort((short) (address >>> 32)).putInt((int) address);
    }
}
