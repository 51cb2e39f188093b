package org.taplane.dataplane.bridge;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.taplane.dataplane.port.PortSet;

/** The ports that carry each VLAN, whether their links are up or not. VLANs with the same ports share one set. */
final class VlanMembers {
    private static final int VIDS = 4096;

    private final PortSet[] sets = new PortSet[VIDS];

    /** Ports mostly carry the same VLANs as many others, so that each combination is asked only once. */
    VlanMembers(Collection<PortPlan> ports) {
        Map<VlanMembership, BitSet> alike = new HashMap<>();
        for (PortPlan port : ports) {
            alike.computeIfAbsent(port.vlans(), vlans -> new BitSet()).set(port.slot());
        }
        Map<PortSet, PortSet> distinct = new HashMap<>();
        for (int vid = 0; vid < VIDS; vid++) {
            PortSet set = members(vid, alike);
            sets[vid] = distinct.computeIfAbsent(set, same -> same);
        }
    }

    private static PortSet members(int vid, Map<VlanMembership, BitSet> alike) {
        BitSet members = new BitSet();
        alike.forEach((vlans, slots) -> {
            if (vlans.carries(vid)) {
                members.or(slots);
            }
        });
        return PortSet.of(members);
    }

    PortSet of(int vid) {
        return sets[vid];
    }
}
