package org.taplane.it;

import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.World;

/** A host with the device under test, a kernel host, and VNI 42 between them; one station behind each. */
record VxlanPair(Namespace nearHost, Namespace farHost, Host near, Host far) implements World {
    static final String NEAR = "10.0.0.1";
    static final String FAR = "10.0.0.2";
    static final String NEAR6 = "fd00::1";
    static final String FAR6 = "fd00::2";
    private static final int VNI = 42;

    static VxlanPair start(Device device, Underlay underlay, boolean offloads) {
        Namespace near = Namespace.create("nearhost");
        Namespace far = Namespace.create("farhost");
        underlay.join(near, far, offloads);
        Station nearStation = Station.named("near")
                .address(NEAR + "/24")
                .address(NEAR6 + "/64")
                .mtu(underlay.innerMtu());
        Station farStation =
                Station.named("far").address(FAR + "/24").address(FAR6 + "/64").mtu(underlay.innerMtu());
        HostSpec nearSpec = HostSpec.at(near).station(nearStation).tunnel(VNI, underlay.host(1), underlay.host(2));
        HostSpec farSpec = HostSpec.at(far).station(farStation).tunnel(VNI, underlay.host(2), underlay.host(1));
        return new VxlanPair(near, far, Host.start(device, nearSpec), Host.start(Device.KERNEL, farSpec));
    }

    @Override
    public void close() {
        try (nearHost;
                farHost;
                far) {
            near.close();
        }
    }
}
