package org.taplane.it;

import java.util.LinkedHashMap;
import java.util.Map;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ovs;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/**
 * A trunk with VLANs 10 and 20 between the device under test and userspace Open vSwitch, and on each side one station in
 * each VLAN. The kernel of the test machine has no VLAN filtering, so a second Open vSwitch takes its part as the oracle.
 */
record VlanTrunk(Resources resources, Map<String, Namespace> stations) implements World {
    static final int[] VLANS = {10, 20};

    static VlanTrunk start(Device device) {
        return Resources.building(resources -> {
            Namespace near = resources.namespace("near");
            Namespace far = resources.namespace("far");
            // Open vSwitch's userspace datapath takes no partial checksums.
            Veth.between(near, "trunk", far, "trunk").offloads(false);
            Map<String, Namespace> stations = new LinkedHashMap<>();
            for (int vlan : VLANS) {
                stations.put("near" + vlan, resources.namespace("near" + vlan));
                stations.put("far" + vlan, resources.namespace("far" + vlan));
            }
            VlanTrunk world = new VlanTrunk(resources, stations);
            world.startOvs("far", far);
            if (device.isKernel()) {
                world.startOvs("near", near);
            } else {
                resources.add(Daemon.start(near, device, world.bridges()));
            }
            return world;
        });
    }

    private void startOvs(String side, Namespace at) {
        Ovs ovs = resources.add(Ovs.start(at)).trunk("trunk", 10, 20);
        for (int vlan : VLANS) {
            ovs.access(side + vlan, vlan, station(side, vlan), address(side, vlan) + "/24");
        }
    }

    private String bridges() {
        return """
                bridges:
                  br0:
                    ports:
                      wire: {type: packet, device: trunk, vlan: {trunk: [10, 20]}}
                      near10: {type: tap, netns: %s, address: [%s/24], vlan: {access: 10}}
                      near20: {type: tap, netns: %s, address: [%s/24], vlan: {access: 20}}
                """.formatted(station("near", 10), address("near", 10), station("near", 20), address("near", 20));
    }

    Namespace station(String side, int vlan) {
        Namespace namespace = stations.get(side + vlan);
        if (namespace == null) {
            throw new AssertionError("no station " + side + vlan);
        }
        return namespace;
    }

    /** Both VLANs use the same subnet: only the tag keeps them apart. */
    static String address(String side, int vlan) {
        return "10.0.0." + (side.equals("near") ? vlan + 1 : vlan + 2);
    }

    @Override
    public void close() {
        resources.close();
    }
}
