package org.taplane.dataplane.bridge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The ports that are up and carry a VLAN: where its broadcast, unknown unicast and multicast frames go. */
final class FloodGroup {
    private final int[] ports;

    private FloodGroup(int[] ports) {
        this.ports = ports;
    }

    int size() {
        return ports.length;
    }

    int port(int index) {
        return ports[index];
    }

    /** Whether a frame that came in by {@code ingress} has anywhere else to go. */
    boolean leadsAwayFrom(int ingress) {
        return ports.length > 1 || (ports.length == 1 && ports[0] != ingress);
    }

    /** Sets the group of every VLAN ID. VLANs with the same ports share one group: mostly there are only a few. */
    static void fill(FloodGroup[] groups, BridgePort[] ports) {
        Map<String, FloodGroup> distinct = new HashMap<>();
        for (int vid = 0; vid < groups.length; vid++) {
            int[] members = members(vid, ports);
            groups[vid] = distinct.computeIfAbsent(Arrays.toString(members), key -> new FloodGroup(members));
        }
    }

    private static int[] members(int vid, BridgePort[] ports) {
        return IntStream.range(0, ports.length)
                .filter(number -> ports[number].up() && ports[number].vlans().carries(vid))
                .toArray();
    }
}
