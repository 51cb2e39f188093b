package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;

/**
 * 802.1Q at the ports: an access port of VLAN 10, a trunk TAP of 10 and 20 with native VLAN 1, and a trunk of all VLANs
 * through a packet port, where the kernel moves tags between the frame's bytes and its metadata.
 */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VlanPortsIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  access: {type: tap, vlan: {access: 10}}
                  trunk: {type: tap, vlan: {trunk: [10, 20], native: 1}}
                  wire: {type: packet, device: near, vlan: {trunk: all}}
            """;
    private static final int TPID = 0x8100;
    private static final int PCP_5_DEI = 0xb000;

    private final Resources ports = new Resources();
    private final Rig rig;
    private final RawPort access;
    private final RawPort trunk;
    private final RawPort wire;

    VlanPortsIT(OnDevice<Rig> on) {
        rig = on.world();
        access = ports.add(rig.port("access"));
        trunk = ports.add(rig.port("trunk"));
        wire = ports.add(rig.port("far"));
    }

    static Stream<OnDevice<Rig>> devices() {
        return OnDevice.taplane(device -> Rig.start(
                device,
                BRIDGES,
                (at, resources) -> Veth.between(at, "near", at, "far").mtu(9000)));
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void untaggedFramesOfAnAccessPortAreTaggedOnTrunks() {
        TestFrame untagged = broadcast(1, "from the access port");
        access.send(untagged);
        assertThat(trunk).receivesExactly(1, exactly(untagged.vlan(10)));
        assertThat(wire).receivesExactly(1, exactly(untagged.vlan(10)));
    }

    @Test
    void tagsComeThroughThePacketPortAndGoOffAtTheAccessPort() {
        TestFrame untagged = broadcast(2, "from the wire");
        wire.send(untagged.vlan(10));
        assertThat(access).receivesExactly(1, exactly(untagged));
        assertThat(trunk).receivesExactly(1, exactly(untagged.vlan(10)));
    }

    @Test
    void priorityAndDropEligibilityStay() {
        TestFrame frame = broadcast(3, "urgent").tag(TPID, PCP_5_DEI | 20);
        wire.send(frame);
        assertThat(trunk).receivesExactly(1, exactly(frame));
        trunk.send(frame);
        assertThat(wire).receivesExactly(1, exactly(frame));
    }

    @Test
    void theNativeVlanIsUntagged() {
        TestFrame untagged = broadcast(4, "native");
        trunk.send(untagged);
        assertThat(wire).receivesExactly(1, exactly(untagged.vlan(1)));
        TestFrame other = broadcast(5, "native back");
        wire.send(other.vlan(1));
        assertThat(trunk).receivesExactly(1, exactly(other));
        assertThat(access).receivesNo(frame().from(Mac.of(5)));
    }

    @Test
    void aPriorityTagBelongsToThePortsOwnVlan() {
        TestFrame frame = broadcast(6, "VLAN ID 0");
        access.send(frame.tag(TPID, 5 << 13));
        assertThat(trunk).receives(frame().from(Mac.of(6)).vlan(10));
    }

    @Test
    void vlansDoNotMix() {
        TestFrame frame = broadcast(7, "VLAN 20");
        trunk.send(frame.vlan(20));
        assertThat(wire).receives(frame.vlan(20));
        assertThat(access).receivesNo(frame().from(Mac.of(7)));
    }

    @Test
    void whatAPortMayNotCarryIsDroppedAndCounted() {
        long before = rig.daemon().drops("trunk", "vlan-not-allowed");
        long reserved = rig.daemon().drops("wire", "vid-reserved");
        trunk.send(broadcast(8, "VLAN 30").vlan(30));
        wire.send(broadcast(8, "VLAN 4095").vlan(4095));
        TestFrame fence = broadcast(9, "fence");
        trunk.send(fence.vlan(20));
        assertThat(wire).receives(fence.vlan(20));
        assertThat(access).receivesNo(frame().from(Mac.of(8)));
        assertThat(rig.daemon().drops("trunk", "vlan-not-allowed")).isEqualTo(before + 1);
        assertThat(rig.daemon().drops("wire", "vid-reserved")).isEqualTo(reserved + 1);
    }

    @Test
    void innerTagsAreLeftAlone() {
        TestFrame inner = broadcast(10, "two tags").vlan(77);
        wire.send(inner.vlan(20));
        assertThat(trunk).receivesExactly(1, exactly(inner.vlan(20)));
    }

    @Test
    void fullFramesHaveRoomForTheirTag() {
        TestFrame large =
                TestFrame.to(Mac.BROADCAST).from(Mac.of(11)).random(11, 1500).vlan(20);
        trunk.send(large);
        assertThat(wire).receivesExactly(1, exactly(large));
        wire.send(large.from(Mac.of(12)));
        assertThat(trunk).receivesExactly(1, exactly(large.from(Mac.of(12))));
    }

    private static TestFrame broadcast(int from, String text) {
        return TestFrame.to(Mac.BROADCAST).from(Mac.of(from)).saying(text);
    }
}
