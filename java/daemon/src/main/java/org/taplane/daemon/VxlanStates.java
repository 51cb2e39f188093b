package org.taplane.daemon;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.control.api.VxlanState;
import org.taplane.control.api.VxlanState.Origin;
import org.taplane.control.api.VxlanState.Remote;
import org.taplane.control.api.VxlanState.VlanVni;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.vxlan.RemoteTable;
import org.taplane.dataplane.vxlan.VxlanTunnel;

/** A tunnel as users see it. */
final class VxlanStates {
    private VxlanStates() {}

    static VxlanState of(String bridge, VxlanConfig config, VxlanTunnel tunnel) {
        return new VxlanState(
                config.name(),
                bridge,
                tunnel.settings().local().toString(),
                config.udpPort(),
                tunnel.settings().mtu(),
                vnis(config),
                remotes(tunnel));
    }

    private static List<VlanVni> vnis(VxlanConfig config) {
        return switch (config.vnis()) {
            case VniConfig.Single(int vni) ->
                config.vlan().members().stream()
                        .mapToObj(vlan -> new VlanVni(vlan, vni))
                        .toList();
            case VniConfig.PerVlan perVlan ->
                perVlan.mappings().stream()
                        .map(mapping -> new VlanVni(mapping.vlan(), mapping.vni()))
                        .toList();
        };
    }

    private static List<Remote> remotes(VxlanTunnel tunnel) {
        RemoteTable table = tunnel.remotes();
        Stream<Remote> group =
                tunnel.settings().group().stream().map(address -> new Remote(address.toString(), Origin.GROUP));
        Stream<Remote> single = IntStream.rangeClosed(1, table.last())
                .mapToObj(index -> new Remote(
                        table.address(index).toString(),
                        index <= table.configured() ? Origin.CONFIGURED : Origin.LEARNED));
        return Stream.concat(group, single).toList();
    }
}
