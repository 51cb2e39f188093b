package org.taplane.dataplane.vxlan;

import java.util.Arrays;
import java.util.List;
import org.taplane.dataplane.tunnel.VniMap;

/**
 * What the VNIs of one UDP endpoint stand for: the port that a datagram belongs to, by its position in the list the
 * table was made of, and the VLAN. Immutable; an open-addressed table at most half full.
 */
public final class VniTable {
    /** {@link #find} of a VNI that no port has. */
    public static final int ABSENT = -1;

    private final int[] vnis;
    private final int[] ports;
    private final int[] vlans;

    /**
     * The table of the ports with these maps.
     *
     * @throws IllegalArgumentException if two ports have one VNI
     */
    public VniTable(List<VniMap> maps) {
        int entries = 0;
        for (VniMap map : maps) {
            entries += map.vlans().size();
        }
        int slots = Integer.highestOneBit(Math.max(entries, 1)) * 4;
        vnis = new int[slots];
        ports = new int[slots];
        vlans = new int[slots];
        Arrays.fill(vnis, ABSENT);
        for (int port = 0; port < maps.size(); port++) {
            int position = port;
            maps.get(port).vlans().forEach((vni, vlan) -> add(vni, position, vlan));
        }
    }

    /** The entry of {@code vni}, or {@link #ABSENT}. */
    public int find(int vni) {
        int slot = slotOf(vni);
        return vnis[slot] == vni ? slot : ABSENT;
    }

    /** Position of the port that {@code entry} belongs to. */
    public int port(int entry) {
        return ports[entry];
    }

    /** VLAN that {@code entry} stands for; 0 if the frame itself says it. */
    public int vlan(int entry) {
        return vlans[entry];
    }

    private void add(int vni, int port, int vlan) {
        int slot = slotOf(vni);
        if (vnis[slot] == vni) {
            throw new IllegalArgumentException("VNI " + vni + " belongs to two ports");
        }
        vnis[slot] = vni;
        ports[slot] = port;
        vlans[slot] = vlan;
    }

    /** Where {@code vni} is, or where it would go. */
    private int slotOf(int vni) {
        int mask = vnis.length - 1;
        int slot = ((vni * 0x9e37_79b1) >>> 8) & mask;
        while (vnis[slot] != vni && vnis[slot] != ABSENT) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
