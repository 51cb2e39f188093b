package org.taplane.it;

import java.util.Map;
import java.util.Objects;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/** One switch with every kind of port: stations behind two TAPs, a packet port and a tunnel to a kernel host. */
record Crossroads(Resources resources, Map<Crossroads.End, Namespace> stations, Rig rig) implements World {
    private static final int VNI = 42;

    /** Where a station is. */
    enum End {
        A("10.0.0.1"),
        B("10.0.0.2"),
        WIRED("10.0.0.3"),
        FAR("10.0.0.4");

        private final String address;

        End(String address) {
            this.address = address;
        }

        String address() {
            return address;
        }
    }

    static Crossroads start(Device device) {
        return Resources.building(resources -> {
            Namespace a = resources.namespace("a");
            Namespace b = resources.namespace("b");
            Namespace wired = resources.namespace("wired");
            Namespace farHost = resources.namespace("farhost");
            Rig rig = resources.add(Rig.start(device, bridges(a, b), (at, held) -> {
                Underlay.IPV4.join(at, farHost, true);
                Veth.between(at, "near", wired, "wired").mtu(Underlay.IPV4.innerMtu());
                wired.run("ip address add %s/24 dev wired".formatted(End.WIRED.address()));
            }));
            Host far = resources.add(Host.start(
                    Device.KERNEL,
                    HostSpec.at(farHost)
                            .station(Station.named("far")
                                    .address(End.FAR.address() + "/24")
                                    .mtu(Underlay.IPV4.innerMtu()))
                            .tunnel(VNI, Underlay.IPV4.host(2), Underlay.IPV4.host(1))));
            return new Crossroads(
                    resources, Map.of(End.A, a, End.B, b, End.WIRED, wired, End.FAR, far.station("far")), rig);
        });
    }

    private static String bridges(Namespace a, Namespace b) {
        return """
                bridges:
                  br0:
                    ports:
                      a: {type: tap, netns: %s, address: [%s/24], mtu: %d}
                      b: {type: tap, netns: %s, address: [%s/24], mtu: %d}
                      wire: {type: packet, device: near}
                      vx: {type: vxlan, vni: %d, local: %s, remotes: [%s]}
                """.formatted(
                        a.name(),
                        End.A.address(),
                        Underlay.IPV4.innerMtu(),
                        b.name(),
                        End.B.address(),
                        Underlay.IPV4.innerMtu(),
                        VNI,
                        Underlay.IPV4.host(1),
                        Underlay.IPV4.host(2));
    }

    Namespace at(End end) {
        return Objects.requireNonNull(stations.get(end));
    }

    @Override
    public void close() {
        resources.close();
    }
}
