package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Replies;

/** Frames that a port sends to the station of a frame that the bridge has for it. */
class ReplierTest {
    private static final int STATION = 0;
    private static final int ANSWERING = 1;
    private static final int BYSTANDER = 2;
    private static final byte[] ANSWER = HexFormat.of().parseHex("020000000001020000000002" + "88b5" + "616e73776572");

    /** Like an answer, with the tag of VLAN 10. */
    private static final byte[] TAGGED = HexFormat.of().parseHex("0200000000010200000000028100000a88b5616e73776572");

    @Test
    void anAnswerGoesToWhereTheFrameCameFromAndNowhereElse() {
        BridgeFixture bridge = BridgeFixture.ofAccessPorts(3, 10);
        assertThat(answer(bridge)).isTrue();

        assertThat(bridge.sent(STATION)).extracting(SentFrame::hex).containsExactly(hex(ANSWER));
        assertThat(bridge.sent(ANSWERING)).isEmpty();
        assertThat(bridge.sent(BYSTANDER)).isEmpty();
    }

    @Test
    void itHasTheFormOfThatPort() {
        VlanMembership trunk = VlanMembership.trunk(IntStream.of(10));
        BridgeFixture bridge = new BridgeFixture(trunk, VlanMembership.access(10), VlanMembership.access(10));
        assertThat(answer(bridge)).isTrue();
        assertThat(answer(bridge)).isTrue();

        assertThat(bridge.sent(STATION)).extracting(SentFrame::hex).containsExactly(hex(TAGGED), hex(TAGGED));
    }

    @Test
    void aStationBehindATunnelIsAnsweredAtItsRemote() {
        BridgeFixture bridge = BridgeFixture.ofAccessPorts(3, 10);
        bridge.domain().fdb().learn(Fdb.station(10, 0x0200_0000_0001L), Location.of(STATION, 7), 1);
        assertThat(answer(bridge)).isTrue();

        assertThat(bridge.sent(STATION)).extracting(SentFrame::remote).containsExactly(7);
    }

    @Test
    void aPortThatWentDownGetsNone() {
        BridgeFixture bridge = BridgeFixture.ofAccessPorts(3, 10);
        bridge.domain().publish(bridge.domain().plan().withLink(STATION, PortState.DOWN, BridgeFixture.MTU));
        assertThat(answer(bridge)).isFalse();

        assertThat(bridge.sent(STATION)).isEmpty();
    }

    /** As if a frame of VLAN 10 from the station were on its way out by the answering port. */
    private static boolean answer(BridgeFixture bridge) {
        Burst burst = bridge.load(List.of(ANSWER));
        burst.select(1L, STATION);
        burst.vid(0, 10);
        Replies replies = bridge.port(ANSWERING).replies();
        Burst draft = replies.draft();
        draft.slab().putBytes(draft.start(0), ANSWER, 0, ANSWER.length);
        return replies.send(ANSWER.length, burst, 0);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
