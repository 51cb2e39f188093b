package org.taplane.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** 802.1Q with another switch: two VLANs on one trunk reach their own stations and no others. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VlanTrunkIT {
    private final VlanTrunk trunk;

    VlanTrunkIT(OnDevice<VlanTrunk> on) {
        trunk = on.world();
    }

    static Stream<OnDevice<VlanTrunk>> devices() {
        return OnDevice.all(VlanTrunk::start);
    }

    @Test
    void eachVlanReachesItsOwnStations() {
        for (int vlan : VlanTrunk.VLANS) {
            Namespace near = trunk.station("near", vlan);
            Namespace far = trunk.station("far", vlan);
            Ping.awaitAnswer(near, VlanTrunk.address("far", vlan));
            Ping.allAnswered(near, VlanTrunk.address("far", vlan), 1472);
            Ping.allAnswered(far, VlanTrunk.address("near", vlan), 3200);
            Transfer.tcp(near, far, VlanTrunk.address("far", vlan), 4 << 20);
            Transfer.tcp(far, near, VlanTrunk.address("near", vlan), 4 << 20);
        }
    }

    @Test
    void theVlansDoNotReachEachOther() {
        Ping.awaitAnswer(trunk.station("near", 10), VlanTrunk.address("far", 10));
        Ping.notAnswered(trunk.station("near", 10), VlanTrunk.address("far", 20));
        Ping.notAnswered(trunk.station("near", 10), VlanTrunk.address("near", 20));
        Ping.notAnswered(trunk.station("far", 20), VlanTrunk.address("near", 10));
    }
}
