package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;

/** What IEEE 802.1Q and the Linux bridge say a bridge does with frames. */
class BridgeTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long MULTICAST = 0x01_00_5e_00_00_05L;
    private static final long LINK_LOCAL = 0x01_80_c2_00_00_00L;

    private final BridgeFixture bridge = BridgeFixture.ofAccessPorts(3, 1);

    @Test
    void unknownDestinationsAreFloodedToAllButTheIngress() {
        byte[] frame = Frames.plain(B, A);
        bridge.receive(0, frame);
        assertThat(bridge.sent(0)).isEmpty();
        assertThat(onlyBytes(1)).isEqualTo(frame);
        assertThat(onlyBytes(2)).isEqualTo(frame);
    }

    @Test
    void aLearnedStationIsReachedAlone() {
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        bridge.sent(0);
        bridge.sent(2);
        bridge.receive(0, Frames.plain(B, A));
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.sent(2)).isEmpty();
    }

    @Test
    void aPortThatIsDisabledTakesAndGivesNothing() {
        BridgePlan plan = bridge.domain().plan();
        bridge.domain().publish(plan.withLink(0, PortState.DISABLED, BridgeFixture.MTU));
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A), Frames.plain(B, A));
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        assertThat(bridge.drops(0, DropReason.PORT_DOWN)).isEqualTo(2);
        assertThat(bridge.counters(0).rxFrames()).isEqualTo(2);
        assertThat(bridge.sent(0)).isEmpty();
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.sent(2)).hasSize(1);
        assertThat(bridge.domain().fdb().size()).isEqualTo(1);
    }

    @Test
    void aTableThatTakesTheOthersPlaceIsUsedFromTheNextBurstOn() {
        Fdb next = new Fdb(64, 300_000, 7);
        next.addStatic(1, B, Location.of(1, 0), 1);
        bridge.domain().replace(next);
        bridge.receive(0, Frames.plain(B, A));
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.sent(2)).isEmpty();
        assertThat(next.size()).isEqualTo(2);
    }

    @Test
    void aStationThatMovesIsFollowed() {
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        bridge.receive(2, Frames.plain(Frames.BROADCAST, B));
        takeAll();
        bridge.receive(0, Frames.plain(B, A));
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.sent(2)).hasSize(1);
    }

    @Test
    void aStaticStationNeverMoves() {
        bridge.domain().fdb().addStatic(1, B, Location.of(1, 0), 1);
        bridge.receive(2, Frames.plain(Frames.BROADCAST, B));
        takeAll();
        bridge.receive(0, Frames.plain(B, A));
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.sent(2)).isEmpty();
    }

    @Test
    void aFrameNeverGoesBackWhereItCameFrom() {
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A), Frames.plain(A, B));
        assertThat(bridge.sent(0)).isEmpty();
        assertThat(bridge.drops(0, DropReason.SAME_PORT)).isEqualTo(1);
    }

    @Test
    void groupAddressesAreFloodedAndNeverLearned() {
        bridge.receive(0, Frames.plain(B, MULTICAST));
        assertThat(bridge.drops(0, DropReason.SOURCE_GROUP)).isEqualTo(1);
        assertThat(bridge.domain().fdb().size()).isZero();
        bridge.receive(0, Frames.plain(MULTICAST, A));
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.sent(2)).hasSize(1);
    }

    @Test
    void aZeroSourceIsDropped() {
        bridge.receive(0, Frames.plain(B, 0));
        assertThat(bridge.drops(0, DropReason.SOURCE_ZERO)).isEqualTo(1);
        assertThat(bridge.sent(1)).isEmpty();
    }

    @Test
    void bridgeProtocolDataPassesAndOtherLinkLocalFramesDoNot() {
        for (int last = 0; last < 16; last++) {
            bridge.receive(0, Frames.plain(LINK_LOCAL + last, A));
        }
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.drops(0, DropReason.LINK_LOCAL)).isEqualTo(15);
        bridge.receive(0, Frames.plain(LINK_LOCAL + 16, A));
        assertThat(bridge.sent(1)).hasSize(1);
    }

    @Test
    void framesOfAnyTypeAndLengthPassUnchanged() {
        for (int etherType : new int[] {0x0026, 0x05dc, 0x0600, 0x0800, 0x86dd, 0x88a8, 0x8847, 0xffff}) {
            byte[] frame = Frames.typed(Frames.BROADCAST, A, etherType, 100);
            bridge.receive(0, frame);
            assertThat(onlyBytes(1)).isEqualTo(frame);
        }
        byte[] shortest = Frames.typed(Frames.BROADCAST, A, 0x88b5, 0);
        bridge.receive(0, shortest);
        assertThat(onlyBytes(1)).isEqualTo(shortest);
    }

    @Test
    void everyTruncationOfAHeaderIsDroppedByName() {
        byte[] frame = Frames.tagged(Frames.BROADCAST, A, 1);
        for (int length = 0; length < 14; length++) {
            bridge.receive(0, Arrays.copyOf(frame, length));
        }
        assertThat(bridge.drops(0, DropReason.TOO_SHORT)).isEqualTo(14);
        for (int length = 14; length < 18; length++) {
            bridge.receive(0, Arrays.copyOf(frame, length));
        }
        assertThat(bridge.drops(0, DropReason.TAG_TRUNCATED)).isEqualTo(4);
        assertThat(bridge.sent(1)).isEmpty();
    }

    @Test
    void aFrameLongerThanTheEgressMtuIsDropped() {
        bridge.receive(0, Frames.typed(Frames.BROADCAST, A, 0x88b5, BridgeFixture.MTU));
        assertThat(bridge.sent(1)).hasSize(1);
        bridge.receive(0, Frames.typed(Frames.BROADCAST, A, 0x88b5, BridgeFixture.MTU + 1));
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.drops(1, DropReason.MTU_EXCEEDED)).isEqualTo(1);
    }

    @Test
    void aPortThatIsDownGetsNothing() {
        bridge.receive(1, Frames.plain(Frames.BROADCAST, B));
        takeAll();
        setUp(1, false);
        bridge.receive(0, Frames.plain(B, A), Frames.plain(Frames.BROADCAST, A));
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.sent(2)).hasSize(1);
        assertThat(bridge.drops(1, DropReason.PORT_DOWN)).isEqualTo(1);
        setUp(1, true);
        bridge.receive(0, Frames.plain(B, A));
        assertThat(bridge.sent(1)).hasSize(1);
    }

    @Test
    void aFrameWithNowhereToGoIsCounted() {
        setUp(1, false);
        setUp(2, false);
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A));
        assertThat(bridge.drops(0, DropReason.NO_EGRESS)).isEqualTo(1);
    }

    /** It cannot be while ports are removed as they should; if it is, it costs the frame and no other. */
    @Test
    void aStationInASlotWithoutAPortIsAFaultOfThatFrameOnly() {
        bridge.domain().fdb().addStatic(1, B, Location.of(9, 0), 1);
        assertThatThrownBy(() -> bridge.receive(0, Frames.plain(B, A), Frames.plain(Frames.BROADCAST, A)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a port failed");
        assertThat(bridge.sent(1)).hasSize(1);
        assertThat(bridge.drops(0, DropReason.INTERNAL)).isEqualTo(1);
    }

    @Test
    void countersSayWhatCameAndWent() {
        bridge.receive(0, Frames.plain(Frames.BROADCAST, A), Frames.plain(Frames.BROADCAST, 0));
        assertThat(bridge.counters(0).rxFrames()).isEqualTo(2);
        assertThat(bridge.counters(0).rxBytes()).isEqualTo(120);
        assertThat(bridge.counters(0).rxDrops()).isEqualTo(1);
        assertThat(bridge.counters(1).txFrames()).isEqualTo(1);
        assertThat(bridge.counters(1).txBytes()).isEqualTo(60);
    }

    @Test
    void aTunnelsSenderIsLearnedAndFoundAgain() {
        Burst burst = bridge.load(List.of(Frames.plain(Frames.BROADCAST, A)));
        burst.remote(0, 7);
        bridge.forward(0, 1);
        assertThat(bridge.sent(1).getFirst().remote()).isZero();
        bridge.receive(1, Frames.plain(A, B));
        assertThat(bridge.sent(0).getFirst().remote()).isEqualTo(7);
    }

    @Test
    void vlansAreSeparate() {
        BridgeFixture two = new BridgeFixture(
                VlanMembership.access(10), VlanMembership.access(20), VlanMembership.trunk(IntStream.of(10, 20)));
        two.receive(0, Frames.plain(Frames.BROADCAST, A));
        assertThat(two.sent(1)).isEmpty();
        assertThat(two.sent(2).getFirst().bytes()).isEqualTo(Frames.tagged(Frames.BROADCAST, A, 10));
        two.receive(1, Frames.plain(A, B));
        assertThat(two.sent(0)).isEmpty();
        assertThat(two.sent(2).getFirst().bytes()).isEqualTo(Frames.tagged(A, B, 20));
    }

    private byte[] onlyBytes(int port) {
        List<SentFrame> sent = bridge.sent(port);
        assertThat(sent).hasSize(1);
        return sent.getFirst().bytes();
    }

    private void takeAll() {
        IntStream.range(0, 3).forEach(bridge::sent);
    }

    private void setUp(int port, boolean up) {
        bridge.domain().publish(bridge.domain().plan().withLink(port, PortState.ofLink(up), BridgeFixture.MTU));
    }
}
