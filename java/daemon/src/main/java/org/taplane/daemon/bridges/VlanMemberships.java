package org.taplane.daemon.bridges;

import java.util.stream.IntStream;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.bridge.VlanMembership;

/** The bridge's view of a port's VLAN configuration. */
final class VlanMemberships {
    private VlanMemberships() {}

    static VlanMembership of(PortConfig port) {
        if (port instanceof VxlanConfig vxlan && vxlan.vnis() instanceof VniConfig.PerVlan perVlan) {
            return VlanMembership.mapped(perVlan.mappings().stream().mapToInt(VniConfig.Mapping::vlan));
        }
        return switch (port.vlan()) {
            case VlanConfig.Access(int vlan) -> VlanMembership.access(vlan);
            case VlanConfig.Trunk trunk -> trunk(trunk);
        };
    }

    private static VlanMembership trunk(VlanConfig.Trunk trunk) {
        IntStream vids = trunk.listed().stream();
        return trunk.nativeVlan().isPresent()
                ? VlanMembership.trunk(vids, trunk.nativeVlan().getAsInt())
                : VlanMembership.trunk(vids);
    }
}
