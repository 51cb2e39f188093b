package org.taplane.daemon.tunnels;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.taplane.control.config.OuterHeaderConfig.Tos;
import org.taplane.control.config.OuterHeaderConfig.UdpChecksum;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.dataplane.tunnel.OuterSettings;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.udp.SenderSettings;

/** A VXLAN port's configuration in the words of the dataplane and of the sockets. */
final class VxlanSettings {
    /** As many sockets as tell flows apart for routers and for the receiver's processors; each costs 14 MB at worst. */
    private static final int USUAL_FLOWS = 16;

    private static final int ECN = 3;

    private VxlanSettings() {}

    static TunnelSettings tunnel(VxlanConfig config, int mtu) {
        return new TunnelSettings(
                VtepAddress.of(config.local()),
                vnis(config.vnis()),
                remotes(config),
                group(config).map(VxlanPeers.Group::address).map(VtepAddress::of),
                config.acceptAnyRemote(),
                config.strictReserved(),
                dscp(config),
                mtu);
    }

    /** Checksums are filled in unless zero is asked for: the kernel cuts large messages only on such sockets. */
    static SenderSettings sender(VxlanConfig config) {
        return new SenderSettings(
                VtepAddress.of(config.local()),
                config.udpPort(),
                sourcePorts(config, USUAL_FLOWS),
                config.outer().ttl(),
                dscp(config),
                config.outer().udpChecksum() == UdpChecksum.ZERO,
                group(config).map(VxlanPeers.Group::device));
    }

    /** Behind a device the kernel cuts without checksums as well; over IPv4 they are left out as RFC 7348 recommends. */
    static OuterSettings outer(VxlanConfig config) {
        VtepAddress local = VtepAddress.of(config.local());
        UdpChecksum checksum = config.outer().udpChecksum();
        return new OuterSettings(
                local,
                config.udpPort(),
                config.outer().ttl(),
                dscp(config),
                checksum == UdpChecksum.ZERO || (checksum == UdpChecksum.AUTO && local.isIpv4()),
                sourcePorts(config, config.outer().sourcePorts().size()));
    }

    private static SourcePorts sourcePorts(VxlanConfig config, int usualFlows) {
        var ports = config.outer().sourcePorts();
        return new SourcePorts(ports.first(), ports.last(), ports.flows().orElse(Math.min(usualFlows, ports.size())));
    }

    /** ECN, the two low bits of {@code tos}, is always the inner packet's. */
    private static OptionalInt dscp(VxlanConfig config) {
        return config.outer().tos() instanceof Tos.Fixed(int tos) ? OptionalInt.of(tos & ~ECN) : OptionalInt.empty();
    }

    private static List<VtepAddress> remotes(VxlanConfig config) {
        return config.peers() instanceof VxlanPeers.Remotes(var addresses)
                ? addresses.stream().map(VtepAddress::of).toList()
                : List.of();
    }

    private static Optional<VxlanPeers.Group> group(VxlanConfig config) {
        return config.peers() instanceof VxlanPeers.Group group ? Optional.of(group) : Optional.empty();
    }

    private static VniMap vnis(VniConfig vnis) {
        return switch (vnis) {
            case VniConfig.Single(int vni) -> VniMap.single(vni);
            case VniConfig.PerVlan perVlan ->
                VniMap.byVlan(perVlan.mappings().stream()
                        .collect(Collectors.toMap(VniConfig.Mapping::vlan, VniConfig.Mapping::vni)));
        };
    }
}
