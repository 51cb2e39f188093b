package org.taplane.it;

import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestSpec;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/**
 * A guest with four cards: eth0 and eth1 on trunks, with a station in VLAN 10 and one in VLAN 20 on the same switch; and
 * eth2 and eth3 on two bridges that nothing else joins, with a station on each.
 */
record GuestPeers(
        Resources resources,
        GuestKernel guest,
        Daemon daemon,
        Namespace ten,
        Namespace twenty,
        Namespace near,
        Namespace far)
        implements World {
    static GuestPeers start(Device device) {
        return Resources.building(resources -> {
            Namespace at = resources.namespace("switch");
            at.sysctl("net/ipv6/conf/default/disable_ipv6", "1");
            GuestSpec spec = GuestSpec.in(at);
            for (int card = 0; card < 4; card++) {
                String tap = "g" + card;
                at.run("ip tuntap add dev %s mode tap".formatted(tap));
                at.run("ip link set dev %s up".formatted(tap));
                spec = spec.card(tap, Mac.of(0x10 + card));
            }
            GuestKernel guest = resources.add(GuestKernel.start(spec));
            Namespace ten = resources.namespace("ten");
            Namespace twenty = resources.namespace("twenty");
            Namespace near = resources.namespace("near");
            Namespace far = resources.namespace("far");
            Daemon daemon = resources.add(Daemon.start(at, device, bridges(ten, twenty, near, far)));
            return new GuestPeers(resources, guest.awaitBoot(), daemon, ten, twenty, near, far);
        });
    }

    private static String bridges(Namespace ten, Namespace twenty, Namespace near, Namespace far) {
        return """
                bridges:
                  br0:
                    ports:
                      g0: {type: packet, device: g0, vlan: {trunk: [10, 20], native: 1}}
                      g1: {type: packet, device: g1, vlan: {trunk: [10, 20], native: 1}}
                      ten: {type: tap, netns: %s, address: [10.0.0.1/24], vlan: {access: 10}}
                      twenty: {type: tap, netns: %s, address: [10.0.0.1/24], vlan: {access: 20}}
                  one:
                    ports:
                      g2: {type: packet, device: g2}
                      near: {type: tap, netns: %s, address: [10.0.0.1/24]}
                  other:
                    ports:
                      g3: {type: packet, device: g3}
                      far: {type: tap, netns: %s, address: [10.0.0.2/24]}
                """.formatted(ten, twenty, near, far);
    }

    @Override
    public void close() {
        resources.close();
    }
}
