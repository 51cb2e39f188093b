package org.taplane.it.kit;

/** The kernel's own bridge: the oracle of every test of bridging. Transparent to multicast, no spanning tree. */
public record KernelBridge(Namespace namespace, String device) {
    public static KernelBridge create(Namespace namespace, String device) {
        namespace.run("ip link add dev %s type bridge stp_state 0 forward_delay 0 mcast_snooping 0".formatted(device));
        namespace.run("ip link set dev %s up".formatted(device));
        return new KernelBridge(namespace, device);
    }

    /** Joins a device of the same namespace. */
    public KernelBridge attach(String port) {
        namespace.run("ip link set dev %s master %s".formatted(port, device));
        namespace.run("ip link set dev %s up".formatted(port));
        return this;
    }

    public void isolate(String port) {
        namespace.run("bridge link set dev %s isolated on".formatted(port));
    }

    /** An entry that does not move; in the kernel only "sticky" ones stay when their station appears elsewhere. */
    public KernelBridge staticEntry(Mac mac, String port) {
        namespace.run("bridge fdb replace %s dev %s master sticky static".formatted(mac, port));
        return this;
    }
}
