package org.taplane.daemon.tunnels;

import java.util.List;
import java.util.stream.Stream;
import org.taplane.control.config.OuterHeaderConfig.UdpChecksum;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.udp.EndpointSettings;

/** What the VXLAN ports of one endpoint have in common. */
record EndpointKey(VtepAddress local, int udpPort) {
    static EndpointKey of(VxlanConfig config) {
        return new EndpointKey(VtepAddress.of(config.local()), config.udpPort());
    }

    /** By which its descriptors are inherited: no colon, which the addresses of IPv6 have. */
    String heirloom(String what) {
        return (what + "-" + local + "-" + udpPort).replace(':', '_');
    }

    /** By which the socket of a group is inherited. */
    String heirloom(EndpointSettings.Group group) {
        return heirloom("group-" + group.address() + "-" + group.device());
    }

    /** A socket takes zero checksums over IPv6 or does not: one port that asks for them is enough. */
    EndpointSettings settings(List<VxlanConfig> members) {
        boolean zeroChecksum6 =
                members.stream().anyMatch(member -> member.outer().udpChecksum() == UdpChecksum.ZERO);
        List<EndpointSettings.Group> groups =
                members.stream().flatMap(EndpointKey::group).distinct().toList();
        return new EndpointSettings(local, udpPort, zeroChecksum6, groups);
    }

    /** The group of a port that has one. */
    static Stream<EndpointSettings.Group> group(VxlanConfig member) {
        return member.peers() instanceof VxlanPeers.Group group
                ? Stream.of(new EndpointSettings.Group(VtepAddress.of(group.address()), group.device()))
                : Stream.empty();
    }
}
