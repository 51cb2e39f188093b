package org.taplane.it.kit;

import org.taplane.it.kit.HostSpec.Tunnel;

/** The kernel's own VXLAN device: the peer that every tunnel must understand. */
public final class KernelVxlan {
    private KernelVxlan() {}

    public static void create(Namespace at, String device, Tunnel tunnel) {
        String group = tunnel.group()
                .map(to -> " group %s dev %s".formatted(to.address(), to.device()))
                .orElse("");
        at.run("ip link add dev %s type vxlan id %d dstport 4789 local %s%s"
                .formatted(device, tunnel.vni(), tunnel.local(), group));
        tunnel.remotes().forEach(remote -> replicateTo(at, device, remote));
        at.run("ip link set dev %s up".formatted(device));
    }

    /** The all-zeros entry is where the kernel sends what it has no entry for. */
    private static void replicateTo(Namespace at, String device, String remote) {
        at.run("bridge fdb append 00:00:00:00:00:00 dev %s dst %s".formatted(device, remote));
    }
}
