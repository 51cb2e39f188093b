package org.taplane.it;

import java.util.List;
import java.util.Optional;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/** Two hosts with VNI 42 between them, by default a kernel host at the far end; one station behind each. */
record VxlanPair(Resources resources, Host near, Host far) implements World {
    static final String NEAR = "10.0.0.1";
    static final String FAR = "10.0.0.2";
    static final String NEAR6 = "fd00::1";
    static final String FAR6 = "fd00::2";
    private static final int VNI = 42;

    static VxlanPair start(Device device, Underlay underlay, boolean offloads) {
        return start(device, Device.KERNEL, underlay, offloads);
    }

    static VxlanPair start(Device nearDevice, Device farDevice, Underlay underlay, boolean offloads) {
        Tunnel near = new Tunnel(VNI, underlay.host(1), List.of(underlay.host(2)), Optional.empty());
        return start(nearDevice, farDevice, underlay, offloads, near);
    }

    /** The near host's tunnel endpoint is behind the host. */
    static VxlanPair startBehindHost(Device nearDevice, Device farDevice, Underlay underlay, boolean offloads) {
        Tunnel near = Tunnel.behindHost(VNI, underlay.behind(1), List.of(underlay.host(2)));
        return start(nearDevice, farDevice, underlay, offloads, near);
    }

    private static VxlanPair start(
            Device nearDevice, Device farDevice, Underlay underlay, boolean offloads, Tunnel nearTunnel) {
        return Resources.building(resources -> {
            Namespace near = resources.namespace("nearhost");
            Namespace far = resources.namespace("farhost");
            underlay.join(near, far, offloads);
            if (nearTunnel.behindHost()) {
                underlay.routeThrough(1, near, List.of(far));
            }
            HostSpec nearSpec = HostSpec.at(near)
                    .station(station("near", NEAR, NEAR6, underlay))
                    .tunnel(nearTunnel);
            HostSpec farSpec = HostSpec.at(far)
                    .station(station("far", FAR, FAR6, underlay))
                    .tunnel(VNI, underlay.host(2), nearTunnel.local());
            Host nearHost = resources.add(Host.start(nearDevice, nearSpec));
            return new VxlanPair(resources, nearHost, resources.add(Host.start(farDevice, farSpec)));
        });
    }

    private static Station station(String name, String address, String address6, Underlay underlay) {
        return Station.named(name)
                .address(address + "/24")
                .address(address6 + "/64")
                .mtu(underlay.innerMtu());
    }

    @Override
    public void close() {
        resources.close();
    }
}
