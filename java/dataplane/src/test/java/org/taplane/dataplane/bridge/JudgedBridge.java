package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;

/** A bridge whose every port judges what it is given, and whose every burst must add up. */
final class JudgedBridge {
    private static final int MAX_STATIONS = 8;
    private static final long FIXED_STATION = 0x02_00_00_00_00_09L;
    /** Bytes between two frames that belong to neither. */
    private static final int GAP = 32;

    private static final int GAP_BYTE = 0xa5;

    private final List<PortPlan> described;
    private final JudgingPort[] ports;
    private final Fdb fdb = new Fdb(MAX_STATIONS, 300_000, 42);
    private final PuntRing host = new PuntRing(1 << 18, () -> {});
    private final Bridge bridge;
    private int now = 1;

    /** Port 0 has a station that never moves, in its first VLAN. */
    JudgedBridge(PortPlan... described) {
        this.described = List.of(described);
        ports = Arrays.stream(described).map(JudgingPort::new).toArray(JudgingPort[]::new);
        bridge = new Bridge(
                new BridgeDomain("br0", fdb, BridgePlan.of(this.described)), table(ports), host, (port, fault) -> {
                    throw new AssertionError("port " + port + " failed", fault);
                });
        int vid = described[0].vlans().vids().findFirst().orElseThrow();
        fdb.addStatic(vid, FIXED_STATION, Location.of(0, 0), now);
    }

    private static PortTable table(JudgingPort... ports) {
        PortTable table = new PortTable();
        for (int slot = 0; slot < ports.length; slot++) {
            table.put(slot, ports[slot]);
        }
        return table;
    }

    PortPlan port(int number) {
        return described.get(number);
    }

    int ports() {
        return ports.length;
    }

    void passMillis(int millis) {
        now += millis;
        fdb.expire(now);
    }

    /** Carries the frames through as one burst. The slab ends where the last frame ends: an over-read of it throws. */
    void receive(int ingress, List<Arrival> arrivals) {
        int bytes = arrivals.stream()
                .mapToInt(arrival -> GAP + Burst.HEADROOM + arrival.bytes().length)
                .sum();
        Burst burst = Burst.allocate(bytes);
        load(burst, arrivals);
        Totals before = Totals.of(ports, ingress);
        for (JudgingPort port : ports) {
            port.expect(arrivals, port(ingress));
        }
        burst.select(Burst.first(arrivals.size()), ingress);
        burst.stamp(now);
        bridge.forward(burst);

        requireGaps(burst, arrivals);
        requireTotals(arrivals.size(), before, Totals.of(ports, ingress));
        assertThat(fdb.size()).isLessThanOrEqualTo(MAX_STATIONS);
    }

    private static void load(Burst burst, List<Arrival> arrivals) {
        int at = Burst.dataOffset();
        for (int frame = 0; frame < arrivals.size(); frame++) {
            for (int i = 0; i < GAP; i++) {
                burst.slab().putU8(at + i, GAP_BYTE);
            }
            int start = at + GAP + Burst.HEADROOM;
            arrivals.get(frame).load(burst, frame, start);
            at = start + arrivals.get(frame).bytes().length;
        }
    }

    private static void requireGaps(Burst burst, List<Arrival> arrivals) {
        byte[] gap = new byte[GAP];
        Arrays.fill(gap, (byte) GAP_BYTE);
        int at = Burst.dataOffset();
        for (Arrival arrival : arrivals) {
            assertThat(burst.slab().bytes(at, GAP)).isEqualTo(gap);
            at += GAP + Burst.HEADROOM + arrival.bytes().length;
        }
    }

    /** Every frame is counted as received; it is then dropped there, or taken for the switch, or sent or dropped by ports it should leave by. */
    private void requireTotals(int frames, Totals before, Totals after) {
        long refused = after.refused - before.refused;
        long lost = after.lost - before.lost;
        BitSet reached = new BitSet();
        int copies = 0;
        for (JudgingPort port : ports) {
            reached.or(port.sent());
            copies += port.sent().cardinality();
        }
        assertThat(after.received - before.received).isEqualTo(frames);
        long punted = drain();
        assertThat(refused + punted + reached.cardinality()).isBetween(frames - lost, (long) frames);
        assertThat(copies + lost).isLessThanOrEqualTo((frames - refused - punted) * (ports.length - 1L));
        assertThat(after.reasons - before.reasons).isEqualTo(refused + lost);
    }

    private int drain() {
        int[] count = new int[1];
        host.drain((why, slot, vid, slab, at, length) -> count[0]++);
        return count[0];
    }

    /** Counters at one time: of the ingress port what came in and was refused, of all what was lost on the way out. */
    private record Totals(long received, long refused, long lost, long reasons) {
        static Totals of(JudgingPort[] ports, int ingress) {
            PortCounters in = ports[ingress].counters();
            return new Totals(
                    in.rxFrames(), in.rxDrops(), sum(ports, PortCounters::txDrops), sum(ports, JudgedBridge::reasons));
        }
    }

    private static long sum(JudgingPort[] ports, ToLongFunction<PortCounters> count) {
        return Arrays.stream(ports).map(JudgingPort::counters).mapToLong(count).sum();
    }

    private static long reasons(PortCounters counters) {
        return Arrays.stream(DropReason.values()).mapToLong(counters::drops).sum();
    }
}
