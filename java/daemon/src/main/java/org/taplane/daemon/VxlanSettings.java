package org.taplane.daemon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.OuterHeaderConfig.Tos;
import org.taplane.control.config.OuterHeaderConfig.UdpChecksum;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.dataplane.vxlan.OuterSettings;
import org.taplane.dataplane.vxlan.TunnelSettings;
import org.taplane.dataplane.vxlan.VniMap;
import org.taplane.dataplane.vxlan.VtepAddress;
import org.taplane.io.sys.SysException;
import org.taplane.io.udp.SenderSettings;
import org.taplane.io.udp.TunnelMtu;

/** A VXLAN port's configuration in the words of the dataplane and of the sockets. */
final class VxlanSettings {
    private static final Logger LOG = LoggerFactory.getLogger(VxlanSettings.class);

    /** What an underlay of 1500 bytes leaves, over IPv6 as well. */
    private static final int USUAL_MTU = 1430;

    private static final int ECN = 3;

    private VxlanSettings() {}

    static TunnelSettings tunnel(VxlanConfig config) {
        return new TunnelSettings(
                VtepAddress.of(config.local()),
                vnis(config.vnis()),
                remotes(config),
                group(config).map(VxlanPeers.Group::address).map(VtepAddress::of),
                config.acceptAnyRemote(),
                config.strictReserved(),
                dscp(config),
                config.mtu().orElseGet(() -> pathMtu(config)));
    }

    /** Checksums are filled in unless zero is asked for: the kernel cuts large messages only on such sockets. */
    static SenderSettings sender(VxlanConfig config) {
        return new SenderSettings(
                VtepAddress.of(config.local()),
                config.udpPort(),
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
                checksum == UdpChecksum.ZERO || (checksum == UdpChecksum.AUTO && local.isIpv4()));
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

    private static int pathMtu(VxlanConfig config, VtepAddress remote) {
        return switch (config.underlay()) {
            case SOCKET -> TunnelMtu.towards(VtepAddress.of(config.local()), remote);
            case TAP -> TunnelMtu.throughHost(remote);
        };
    }

    /** A route may come up after the daemon, so that none is no error. */
    private static int pathMtu(VxlanConfig config) {
        VtepAddress local = VtepAddress.of(config.local());
        try {
            return switch (config.peers()) {
                case VxlanPeers.Remotes(var addresses) -> pathMtu(config, VtepAddress.of(addresses.getFirst()));
                case VxlanPeers.Group(var address, var device) ->
                    TunnelMtu.towardsGroup(local, VtepAddress.of(address), device);
            };
        } catch (SysException e) {
            LOG.warn(
                    "port {}: the path's MTU is unknown ({}); assuming {}, set \"mtu\" to override it",
                    config.name(),
                    e.getMessage(),
                    USUAL_MTU);
            return USUAL_MTU;
        }
    }
}
