package org.taplane.it.kit;

import org.taplane.it.kit.HostSpec.Tunnel;

/** The kernel's own VXLAN device: the peer that every tunnel must understand. */
public final class KernelVxlan {
    private KernelVxlan() {}

    public static void create(Namespace at, String device, Tunnel tunnel) {
        String group = tunnel.group()
                .map(to -> " group %s dev %s".formatted(to.address(), to.device()))
                .orElse("");
        String tos = tunnel.tos().map(setting -> " tos " + iproute2(setting)).orElse("");
        at.run("ip link add dev %s type vxlan id %d dstport 4789 local %s%s%s"
                .formatted(device, tunnel.vni(), tunnel.local(), group, tos));
        tunnel.remotes().forEach(remote -> replicateTo(at, device, remote));
        at.run("ip link set dev %s up".formatted(device));
    }

    /** ip-link(8) takes the number as hexadecimal. */
    private static String iproute2(String tos) {
        return tos.equals("inherit") ? tos : Integer.toHexString(Integer.parseInt(tos));
    }

    /** The all-zeros entry is where the kernel sends what it has no entry for. */
    private static void replicateTo(Namespace at, String device, String remote) {
        at.run("bridge fdb append 00:00:00:00:00:00 dev %s dst %s".formatted(device, remote));
    }
}
