package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.bridge.Learning.Outcome;
import org.taplane.dataplane.bridge.Trace.Admission;
import org.taplane.dataplane.bridge.Trace.Classifier;
import org.taplane.dataplane.bridge.Trace.Departure;
import org.taplane.dataplane.bridge.Trace.Drop;
import org.taplane.dataplane.bridge.Trace.Sighting;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.rate.TokenBucket;

/** What {@link TraceProperties} does not: tunnels, what is limited, and how decisions are told. */
class TracerTest {
    private static final long A = 0x0200_0000_000aL;
    private static final long B = 0x0200_0000_000bL;
    private static final int ACCESS = 0;
    private static final int TUNNEL = 1;
    private static final int TRUNK = 2;

    private final BridgeFixture bridge = new BridgeFixture(
            VlanMembership.access(10),
            VlanMembership.mapped(IntStream.of(10, 20)),
            VlanMembership.trunk(IntStream.of(10, 20), 30));

    private Trace trace(int port, int vid, byte[] frame) {
        return Tracer.at(bridge.domain(), port, 1).orElseThrow().trace(vid, frame);
    }

    private void replace(int slot, PortPlan plan) {
        List<PortPlan> ports = new ArrayList<>(bridge.domain().plan().ports());
        ports.set(slot, plan);
        bridge.domain().publish(BridgePlan.of(ports));
    }

    @Test
    void aFrameOfATunnelComesFromWhereItsSourceWasHeard() {
        bridge.domain().fdb().learn(Fdb.station(20, A), Location.of(TUNNEL, 7), 1);
        Trace trace = trace(TUNNEL, 20, Frames.plain(Frames.BROADCAST, A));
        assertThat(trace.admission()).contains(new Admission(Classifier.TUNNEL, 20, 0));
        assertThat(trace.learning()).contains(new Learning(Outcome.KNOWN, Location.of(TUNNEL, 7), 0, 0));
        assertThat(trace.flooded()).isTrue();
        assertThat(trace.departures()).extracting(Departure::slot).containsExactly(TRUNK);
    }

    @Test
    void aFrameIntoATunnelGoesToTheRemoteOfItsDestination() {
        bridge.domain().fdb().addStatic(10, B, Location.of(TUNNEL, 5), 1);
        Trace trace = trace(ACCESS, 0, Frames.plain(B, A));
        assertThat(trace.destination()).contains(new Sighting(Location.of(TUNNEL, 5), true, 0));
        assertThat(trace.departures()).extracting(Departure::remote).containsExactly(5);
        assertThat(trace(ACCESS, 0, Frames.plain(Frames.BROADCAST, A)).departures())
                .extracting(Departure::slot, Departure::remote)
                .containsExactly(tuple(TUNNEL, 0), tuple(TRUNK, 0));
    }

    @Test
    void whatNamesTheVlanIsTold() {
        byte[] untagged = Frames.plain(B, A);
        assertThat(trace(TRUNK, 0, untagged).admission()).contains(new Admission(Classifier.UNTAGGED, 30, 0));
        assertThat(trace(TRUNK, 0, Frames.tagged(B, A, 0xa000)).admission())
                .contains(new Admission(Classifier.PRIORITY_TAG, 30, 0xa000));
        assertThat(trace(TRUNK, 0, Frames.tagged(B, A, 0xa014)).admission())
                .contains(new Admission(Classifier.TAG, 20, 0xa014));
        Trace refused = trace(TRUNK, 0, Frames.tagged(B, A, 40));
        assertThat(refused.admission()).isEmpty();
        assertThat(refused.vid()).isEqualTo(40);
        assertThat(refused.drops()).containsExactly(new Drop(TRUNK, DropReason.VLAN_NOT_ALLOWED, Optional.empty()));
    }

    @Test
    void aLimitIsNotSpentByTraces() {
        TokenBucket bucket = new TokenBucket(10, 1);
        StormControl storm = new StormControl(List.of(new StormControl.Limit(FloodKind.BROADCAST, bucket)));
        replace(ACCESS, bridge.domain().plan().port(ACCESS).withFeatures(List.of(storm)));
        byte[] frame = Frames.plain(Frames.BROADCAST, A);
        for (int i = 0; i < 5; i++) {
            assertThat(trace(ACCESS, 0, frame).drops()).isEmpty();
        }
        assertThat(bucket.take(5, 1)).isEqualTo(1);
        assertThat(trace(ACCESS, 0, frame).drops())
                .containsExactly(new Drop(ACCESS, DropReason.STORM_CONTROL, Optional.of("storm-control")));
    }

    @Test
    void whatIsForTheSwitchIsTakenAndNotHandedOver() {
        byte[] lldp = Frames.typed(0x0180_c200_000eL, A, 0x88cc, 46);
        assertThat(trace(ACCESS, 0, lldp).drops())
                .containsExactly(new Drop(ACCESS, DropReason.LINK_LOCAL, Optional.empty()));
        replace(ACCESS, bridge.domain().plan().port(ACCESS).withPunts(Punts.of(EnumSet.of(PuntReason.LLDP), 1)));
        for (int i = 0; i < 200; i++) {
            assertThat(trace(ACCESS, 0, lldp).taken()).contains(PuntReason.LLDP);
        }
        assertThat(bridge.wakeups()).isZero();
    }

    @Test
    void aPortThatIsGoneTracesNothing() {
        bridge.domain().publish(BridgePlan.of(List.of(bridge.domain().plan().port(ACCESS))));
        assertThat(Tracer.at(bridge.domain(), TRUNK, 1)).isEmpty();
        assertThat(Tracer.at(bridge.domain(), 99, 1)).isEmpty();
    }

    @Test
    void theLongestFrameHasRoom() {
        byte[] longest = Frames.typed(Frames.BROADCAST, A, 0x88b5, 65_557 - 14);
        replace(TRUNK, bridge.domain().plan().port(TRUNK).withLink(PortState.FORWARDING, 65_557));
        Trace trace = trace(ACCESS, 0, longest);
        assertThat(trace.departures())
                .singleElement()
                .satisfies(left -> assertThat(left.frame()).hasSize(65_561));
        assertThat(trace.drops()).containsExactly(new Drop(TUNNEL, DropReason.MTU_EXCEEDED, Optional.empty()));
    }
}
