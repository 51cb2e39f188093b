package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Ethernet;

/** Frames to reserved group addresses: relayed, taken for the switch, or dropped. */
class ReservedAddressesTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final int LLDP = 0x88cc;

    private final BridgeFixture bridge = BridgeFixture.ofAccessPorts(3, 10);

    /** A bit for each address, as the Linux bridge's group_fwd_mask; the bridge group address passes in any case. */
    @Property(tries = 200)
    void theTableSaysWhichAreRelayed(@ForAll @IntRange(max = 0xffff) int mask, @ForAll @IntRange(max = 15) int last) {
        BridgeFixture tried = BridgeFixture.ofAccessPorts(3, 10);
        relay(tried, mask);
        tried.receive(0, Frames.plain(Ethernet.BRIDGE_GROUP + last, A));

        boolean relayed = last == 0 || (mask & 1 << last) != 0;
        assertThat(tried.sent(1)).hasSize(relayed ? 1 : 0);
        assertThat(tried.sent(2)).hasSize(relayed ? 1 : 0);
        assertThat(tried.drops(0, DropReason.LINK_LOCAL)).isEqualTo(relayed ? 0 : 1);
    }

    @Test
    void whatIsRelayedKeepsItsPlaceAmongTheOthers() {
        relay(bridge, 1 << 3);
        List<byte[]> frames = List.of(
                Frames.plain(Frames.BROADCAST, A),
                Frames.plain(Ethernet.BRIDGE_GROUP + 3, A),
                Frames.plain(Frames.BROADCAST, A + 1));
        bridge.receive(0, frames);
        assertThat(bridge.sent(1)).extracting(SentFrame::bytes).containsExactlyElementsOf(frames);
    }

    @Test
    void whatIsRelayedIsJudgedLikeAnyOther() {
        relay(bridge, 1 << 3);
        bridge.receive(0, Frames.tagged(Ethernet.BRIDGE_GROUP + 3, A, 10));
        assertThat(bridge.sent(1)).isEmpty();
        assertThat(bridge.drops(0, DropReason.VLAN_NOT_ALLOWED)).isEqualTo(1);
    }

    @Test
    void aPortsOwnFramesGoToTheSwitchAndNowhereElse() {
        relay(bridge, 1 << 14);
        takeLldp();
        byte[] frame = Frames.typed(Ethernet.NEAREST_BRIDGE, A, LLDP, 46);
        bridge.receive(0, frame);
        bridge.receive(1, frame);
        assertThat(punted()).containsExactly("LLDP 0 0 " + HexFormat.of().formatHex(frame));
        assertThat(bridge.wakeups()).isEqualTo(1);
        assertThat(bridge.counters(0).rxFrames()).isEqualTo(1);
        assertThat(bridge.counters(0).rxDrops()).isZero();
        assertThat(bridge.sent(2)).as("from a port that takes none").hasSize(1);
    }

    /** 01-80-C2-00-00-0E is the address of others too, PTP's delay measurement among them. */
    @Test
    void otherFramesToTheSameAddressAreNotTaken() {
        takeLldp();
        bridge.receive(0, Frames.typed(Ethernet.NEAREST_BRIDGE, A, 0x88f7, 46));
        bridge.receive(0, Frames.typed(Ethernet.BRIDGE_GROUP, A, LLDP, 46));
        bridge.receive(0, Frames.tagged(Ethernet.NEAREST_BRIDGE, A, 10));
        assertThat(punted()).isEmpty();
        assertThat(bridge.drops(0, DropReason.LINK_LOCAL)).isEqualTo(2);
        assertThat(bridge.sent(1)).hasSize(1);
    }

    @Test
    void whatTheSwitchTakesTeachesTheBridgeNothing() {
        takeLldp();
        bridge.receive(0, Frames.typed(Ethernet.NEAREST_BRIDGE, A, LLDP, 46));
        assertThat(bridge.domain().fdb().size()).isZero();
    }

    @Test
    void aFloodIsBoundedByItsRateAndThenByTheRing() {
        takeLldp();
        byte[] frame = Frames.typed(Ethernet.NEAREST_BRIDGE, A, LLDP, 400);
        for (int i = 0; i < 20; i++) {
            bridge.receive(0, frame);
        }
        assertThat(bridge.drops(0, DropReason.PUNT_QUEUE_FULL)).isEqualTo(1);
        assertThat(bridge.drops(0, DropReason.PUNT_RATE)).isEqualTo(10);
        assertThat(punted()).hasSize(9);
        bridge.passMillis(1000);
        bridge.receive(0, frame);
        assertThat(punted()).hasSize(1);
    }

    private static void relay(BridgeFixture bridge, int mask) {
        bridge.domain().publish(BridgePlan.of(bridge.domain().plan().ports(), ReservedAddresses.of(mask)));
    }

    /** Port 0 takes LLDP; a change of its link does not change that. */
    private void takeLldp() {
        BridgePlan plan = bridge.domain().plan();
        List<PortPlan> ports = new ArrayList<>(plan.ports());
        ports.set(0, ports.getFirst().withPunts(Punts.of(EnumSet.of(PuntReason.LLDP), 1)));
        bridge.domain()
                .publish(BridgePlan.of(ports, plan.reserved()).withLink(0, PortState.FORWARDING, BridgeFixture.MTU));
    }

    private List<String> punted() {
        List<String> all = new ArrayList<>();
        bridge.punted()
                .drain((why, slot, vid, slab, at, length) -> all.add(
                        why + " " + slot + " " + vid + " " + HexFormat.of().formatHex(slab.bytes(at, length))));
        return all;
    }
}
