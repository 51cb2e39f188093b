package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.host.HostPath;
import org.taplane.dataplane.port.DropReason;

/** Frames of the switch's own. */
class InjectorTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final byte[] FRAME = Frames.plain(B, A);
    private static final int ACCESS = 0;
    private static final int TRUNK = 1;
    private static final int OTHER = 2;

    private final BridgeFixture bridge = new BridgeFixture(
            VlanMembership.access(10), VlanMembership.trunk(IntStream.of(10, 20)), VlanMembership.access(20));

    @Test
    void itLeavesByThePortAndNoOtherAsItIs() {
        assertThat(bridge.injector().send(TRUNK, 0, FRAME)).isTrue();
        assertThat(bridge.sent(TRUNK)).extracting(SentFrame::bytes).containsExactly(FRAME);
        assertThat(bridge.sent(ACCESS)).isEmpty();
        assertThat(bridge.domain().fdb().size()).isZero();
    }

    @Test
    void itLeavesInTheFormThatThePortHasForItsVlan() {
        bridge.injector().send(TRUNK, 20, FRAME);
        bridge.injector().send(ACCESS, 10, FRAME);
        assertThat(bridge.sent(TRUNK)).extracting(SentFrame::bytes).containsExactly(Frames.tagged(B, A, 20));
        assertThat(bridge.sent(ACCESS)).extracting(SentFrame::bytes).containsExactly(FRAME);
    }

    @Test
    void aPortThatIsDownOrNotThereGetsNone() {
        bridge.domain().publish(bridge.domain().plan().withLink(TRUNK, PortState.DOWN, BridgeFixture.MTU));
        assertThat(bridge.injector().send(TRUNK, 0, FRAME)).isFalse();
        assertThat(bridge.injector().send(7, 0, FRAME)).isFalse();
        assertThat(bridge.injector().receive(7, 0, FRAME)).isFalse();
        assertThat(bridge.sent(TRUNK)).isEmpty();
    }

    @Test
    void oneThatIsTooLongForThePortIsCounted() {
        bridge.domain().publish(bridge.domain().plan().withLink(TRUNK, PortState.FORWARDING, 68));
        assertThat(bridge.injector().send(TRUNK, 0, Frames.typed(B, A, 0x88b5, 100)))
                .isTrue();
        assertThat(bridge.sent(TRUNK)).isEmpty();
        assertThat(bridge.drops(TRUNK, DropReason.MTU_EXCEEDED)).isEqualTo(1);
        assertThatThrownBy(() -> bridge.injector().send(TRUNK, 0, new byte[HostPath.LONGEST + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asIfReceivedItIsForwardedAndItsSourceLearned() {
        assertThat(bridge.injector().receive(ACCESS, 0, FRAME)).isTrue();
        assertThat(bridge.sent(TRUNK)).extracting(SentFrame::bytes).containsExactly(Frames.tagged(B, A, 10));
        assertThat(bridge.sent(ACCESS)).isEmpty();
        assertThat(bridge.domain().fdb().lookup(Fdb.station(10, A))).isEqualTo(Location.of(ACCESS, 0));
        assertThat(bridge.counters(ACCESS).rxFrames()).isEqualTo(1);
    }

    @Test
    void asIfReceivedItMayHaveAVlan() {
        bridge.injector().receive(TRUNK, 20, FRAME);
        assertThat(bridge.sent(OTHER)).extracting(SentFrame::bytes).containsExactly(FRAME);
    }
}
