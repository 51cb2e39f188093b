package org.taplane.it;

import org.taplane.it.kit.Namespace;

/** A VXLAN network that two stations have between them and the switch knows nothing of, by the headers that it puts around. */
enum Overlay {
    IPV4(7, "udpcsum", StationPair.A, StationPair.B),
    IPV4_WITHOUT_CHECKSUM(8, "noudpcsum", StationPair.A, StationPair.B),
    IPV6(9, "udpcsum", StationPair.A6, StationPair.B6);

    private final int vni;
    private final String options;
    private final String outerA;
    private final String outerB;

    Overlay(int vni, String options, String outerA, String outerB) {
        this.vni = vni;
        this.options = options;
        this.outerA = outerA;
        this.outerB = outerB;
    }

    String a() {
        return "10.1.%d.1".formatted(vni);
    }

    String b() {
        return "10.1.%d.2".formatted(vni);
    }

    String a6() {
        return "fd01:%d::1".formatted(vni);
    }

    String b6() {
        return "fd01:%d::2".formatted(vni);
    }

    /** Makes the kernel's VXLAN device of either station. */
    void join(StationPair stations) {
        create(stations.a(), outerA, outerB, a(), a6());
        create(stations.b(), outerB, outerA, b(), b6());
    }

    private void create(Namespace at, String local, String remote, String address, String address6) {
        String device = "vx" + vni;
        at.run("ip link add dev %s type vxlan id %d dstport 4789 local %s remote %s %s"
                .formatted(device, vni, local, remote, options));
        at.run("ip address add %s/24 dev %s".formatted(address, device));
        at.run("ip address add %s/64 dev %s".formatted(address6, device));
        at.run("ip link set dev %s up".formatted(device));
    }
}
