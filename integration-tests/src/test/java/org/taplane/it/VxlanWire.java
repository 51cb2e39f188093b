package org.taplane.it;

import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/** A host with the device under test and a test at the other end of its tunnel, VNI 42. */
record VxlanWire(Resources resources, Host host, FarEnd far) implements World {
    static final int VNI = 42;

    static VxlanWire start(Device device) {
        return Resources.building(resources -> {
            Namespace near = resources.namespace("nearhost");
            FarEnd far = FarEnd.of(near, resources);
            HostSpec spec = HostSpec.at(near)
                    .station(Station.named("s").mtu(Underlay.IPV4.innerMtu()))
                    .tunnel(VNI, Underlay.IPV4.host(1), FarEnd.PEER);
            return new VxlanWire(resources, resources.add(Host.start(device, spec)), far);
        });
    }

    @Override
    public void close() {
        resources.close();
    }
}
