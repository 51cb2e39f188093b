package org.taplane.it.kit;

import java.util.List;

/** The kernel's own VXLAN device: the peer that every tunnel must understand. */
public final class KernelVxlan {
    private KernelVxlan() {}

    /** A tunnel that sends BUM frames to each of {@code remotes} (head-end replication). */
    public static void create(Namespace at, String device, int vni, String local, List<String> remotes) {
        add(at, device, "id %d dstport 4789 local %s".formatted(vni, local));
        for (String remote : remotes) {
            at.run("bridge fdb append 00:00:00:00:00:00 dev %s dst %s".formatted(device, remote));
        }
    }

    /** A tunnel that sends BUM frames to a multicast group by {@code underlay}. */
    public static void createGroup(Namespace at, String device, int vni, String local, String group, String underlay) {
        add(at, device, "id %d dstport 4789 local %s group %s dev %s".formatted(vni, local, group, underlay));
    }

    private static void add(Namespace at, String device, String options) {
        at.run("ip link add dev %s type vxlan %s".formatted(device, options));
        at.run("ip link set dev %s up".formatted(device));
    }
}
