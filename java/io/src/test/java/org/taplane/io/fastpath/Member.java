package org.taplane.io.fastpath;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.port.PortSet;

/** A port of a bridge in a test, as both the bridge and the kernel are told of it. */
record Member(Vlans vlans, int mtu, boolean isolated, boolean learning) {
    /** What a port carries. */
    enum Vlans {
        ACCESS_10,
        ACCESS_20,
        TRUNK,
        TRUNK_NATIVE_10,
        TRUNK_NATIVE_30;

        private VlanMembership membership() {
            return switch (this) {
                case ACCESS_10 -> VlanMembership.access(10);
                case ACCESS_20 -> VlanMembership.access(20);
                case TRUNK -> VlanMembership.trunk(IntStream.of(10, 20));
                case TRUNK_NATIVE_10 -> VlanMembership.trunk(IntStream.of(20), 10);
                case TRUNK_NATIVE_30 -> VlanMembership.trunk(IntStream.of(10, 20), 30);
            };
        }
    }

    int pvid() {
        return vlans.membership().pvid();
    }

    FastPort inKernel(int bridge) {
        return new FastPort(learning, bridge, pvid(), vlans.membership().sendsTags(), isolated, mtu);
    }

    static BridgePlan plan(List<Member> members) {
        BitSet isolated = new BitSet();
        IntStream.range(0, members.size())
                .filter(slot -> members.get(slot).isolated)
                .forEach(isolated::set);
        return BridgePlan.of(IntStream.range(0, members.size())
                .mapToObj(slot -> members.get(slot).plan(slot, PortSet.of(isolated)))
                .toList());
    }

    private PortPlan plan(int slot, PortSet isolatedPorts) {
        List<Feature> features = isolated ? List.of(new Isolation(isolatedPorts)) : List.of();
        return new PortPlan(slot, "p" + slot, vlans.membership(), mtu, learning, PortState.FORWARDING)
                .withFeatures(features);
    }
}
