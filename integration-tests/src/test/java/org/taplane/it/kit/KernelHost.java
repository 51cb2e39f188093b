package org.taplane.it.kit;

import java.util.Map;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.HostSpec.Tunnel;

/** Builds a {@link HostSpec} of the kernel's bridge, veth and vxlan. */
final class KernelHost {
    private static final String BRIDGE = "br0";
    private static final String TUNNEL = "vx";

    private KernelHost() {}

    static void build(HostSpec spec, Map<Station, Namespace> stations) {
        KernelBridge bridge = KernelBridge.create(spec.at(), BRIDGE);
        stations.forEach((station, namespace) -> join(bridge, station, namespace));
        spec.tunnel().ifPresent(tunnel -> join(bridge, tunnel));
        spec.staticEntries().forEach(entry -> bridge.staticEntry(entry.mac(), entry.station()));
    }

    private static void join(KernelBridge bridge, Station station, Namespace namespace) {
        String device = station.name();
        Veth.between(bridge.namespace(), device, namespace, device).mtu(station.mtu());
        station.addresses().forEach(address -> namespace.run("ip address add %s dev %s".formatted(address, device)));
        bridge.attach(device);
        if (station.isIsolated()) {
            bridge.isolate(device);
        }
    }

    private static void join(KernelBridge bridge, Tunnel tunnel) {
        KernelVxlan.create(bridge.namespace(), TUNNEL, tunnel);
        bridge.attach(TUNNEL);
    }
}
