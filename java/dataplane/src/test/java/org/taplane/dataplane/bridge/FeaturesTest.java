package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.rate.TokenBucket;

/** What features do to a bridge's traffic, and when they are asked. */
final class FeaturesTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long MULTICAST = 0x01_00_5e_00_00_05L;
    private static final int PORTS = 4;

    private final BridgeFixture bridge = BridgeFixture.ofAccessPorts(PORTS, 1);

    private void give(int slot, Feature... features) {
        BridgePlan plan = bridge.domain().plan();
        List<PortPlan> ports = new ArrayList<>(plan.ports());
        ports.set(slot, ports.get(slot).withFeatures(List.of(features)));
        bridge.domain().publish(BridgePlan.of(ports));
    }

    private void isolate(int... slots) {
        BitSet isolated = new BitSet();
        for (int slot : slots) {
            isolated.set(slot);
        }
        for (int slot : slots) {
            give(slot, new Isolation(PortSet.of(isolated)));
        }
    }

    @Test
    void whatIsFloodedLeavesOutIsolatedPortsOnlyFromIsolatedOnes() {
        isolate(0, 1);
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A));
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.sent(2)).hasSize(1);
        assertThat(bridge.sent(3)).hasSize(1);
        bridge.receive(2, Frames.plain(Frames.BROADCAST, B));
        assertThat(bridge.sent(0)).hasSize(1);
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.drops(0, DropReason.ISOLATED)).isZero();
    }

    @Test
    void aKnownStationBehindAnIsolatedPortIsNotReached() {
        isolate(0, 1);
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        bridge.domain().fdb().addStatic(1, B + 1, Location.of(1, 0), 1);
        bridge.sent(2);
        bridge.receive(0, Frames.plain(B, A), Frames.plain(B + 1, A));

        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.sent(2)).isEmpty();
        assertThat(bridge.drops(0, DropReason.ISOLATED)).isEqualTo(2);
        bridge.receive(2, Frames.plain(B, A + 0x100));
        assertThat(bridge.sent(1)).hasSize(1);
    }

    @Test
    void whatOnlyIsolatedPortsCouldTakeIsCountedOnce() {
        isolate(0, 1, 2, 3);
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A), Frames.plain(B, A));

        assertThat(bridge.drops(0, DropReason.ISOLATED)).isEqualTo(2);
        assertThat(bridge.counters(0).rxDrops()).isEqualTo(2);
    }

    @Property(tries = 200)
    void noFrameGoesFromIsolatedToIsolated(
            @ForAll @IntRange(max = 15) int isolated,
            @ForAll @Size(max = 30) List<@IntRange(max = 63) Integer> frames) {
        FeaturesTest test = new FeaturesTest();
        test.isolate(BitSet.valueOf(new long[] {isolated}).stream().toArray());
        for (int frame : frames) {
            int ingress = frame & 3;
            long destination = (frame >> 4) == 3 ? Frames.BROADCAST : A + (frame >> 4);
            test.bridge.receive(ingress, Frames.plain(destination, A + (frame >> 2 & 3)));
            long copies = 0;
            for (int egress = 0; egress < PORTS; egress++) {
                int sent = test.bridge.sent(egress).size();
                copies += sent;
                if ((isolated >> ingress & isolated >> egress & 1) == 1) {
                    assertThat(sent).isZero();
                }
            }
            if (isolated == 0 || (isolated >> ingress & 1) == 0) {
                assertThat(test.bridge.drops(ingress, DropReason.ISOLATED)).isZero();
            }
            assertThat(copies).isLessThan(PORTS);
        }
    }

    private static StormControl storm(FloodKind kind, int rate) {
        return new StormControl(List.of(new StormControl.Limit(kind, new TokenBucket(rate, 1))));
    }

    @Test
    void excessBroadcastsAreDroppedAndTheFirstPass() {
        give(0, storm(FloodKind.BROADCAST, 100));
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            frames.add(Frames.typed(Frames.BROADCAST, A, 0x88b5, 46 + i));
        }
        bridge.receive(0, frames);

        assertThat(bridge.sent(1))
                .hasSize(10)
                .extracting(sent -> sent.bytes().length)
                .startsWith(60)
                .endsWith(69);
        assertThat(bridge.drops(0, DropReason.STORM_CONTROL)).isEqualTo(5);
        bridge.passMillis(30);
        bridge.receive(0, frames);
        assertThat(bridge.sent(1)).hasSize(3);
    }

    @Test
    void eachKindHasItsOwnLimitAndKnownStationsHaveNone() {
        give(
                0,
                new StormControl(List.of(
                        new StormControl.Limit(FloodKind.MULTICAST, new TokenBucket(10, 1)),
                        new StormControl.Limit(FloodKind.UNKNOWN_UNICAST, new TokenBucket(20, 1)))));
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        bridge.sent(2);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            frames.addAll(List.of(
                    Frames.plain(MULTICAST, A),
                    Frames.plain(B + 1, A),
                    Frames.plain(B, A),
                    Frames.plain(Frames.BROADCAST, A)));
        }
        bridge.receive(0, frames);

        assertThat(bridge.sent(1)).hasSize(1 + 2 + 5 + 5);
        assertThat(bridge.sent(2)).hasSize(1 + 2 + 5);
        assertThat(bridge.drops(0, DropReason.STORM_CONTROL)).isEqualTo(4 + 3);
    }

    /** Notes when it is asked, and lets all but the last frame go on. */
    private record Probe(Stage stage, List<String> log) implements Feature {
        @Override
        public String name() {
            return "probe";
        }

        @Override
        public long pass(Burst burst, long frames, PortCounters counters) {
            log.add(stage + " " + Long.bitCount(frames));
            return frames & ~Long.highestOneBit(frames);
        }

        @Override
        public Feature rehearsal() {
            return this;
        }
    }

    @Test
    void stagesAreAskedInTheirOrderAndCutWhatFollows() {
        List<String> log = new ArrayList<>();
        give(
                0,
                new Probe(Stage.ROUTED, log),
                new Probe(Stage.ADMITTED, log),
                new Probe(Stage.RECEIVED, log),
                new Probe(Stage.LEAVING, log));
        give(1, new Probe(Stage.LEAVING, log));
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            frames.add(Frames.plain(Frames.BROADCAST, A));
        }
        bridge.receive(0, frames);

        assertThat(log).containsExactly("RECEIVED 6", "ADMITTED 5", "ROUTED 4", "LEAVING 3");
        assertThat(bridge.sent(1)).hasSize(2);
        assertThat(bridge.sent(2)).hasSize(3);
        assertThat(bridge.counters(0).rxFrames()).isEqualTo(6);
        assertThat(bridge.counters(0).rxBytes()).isEqualTo(360);
    }
}
