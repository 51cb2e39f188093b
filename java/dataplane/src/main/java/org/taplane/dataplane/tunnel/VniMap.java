package org.taplane.dataplane.tunnel;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which VNI a port's frames travel in: one for all, or one for each VLAN. Immutable.
 *
 * <p>With one VNI the frames' own tags (or their absence) say the VLAN, as on any port. With a map the VNI says it, and
 * frames inside the tunnel have no tag (RFC 7348 section 6.1).
 */
public final class VniMap {
    /** Highest VNI: 24 bits. */
    public static final int MAX_VNI = 0xff_ffff;

    private static final int VLANS = 4096;
    private static final int ABSENT = -1;

    private final int[] vniOfVlan;
    private final Map<Integer, Integer> vlanOfVni;

    private VniMap(int[] vniOfVlan, Map<Integer, Integer> vlanOfVni) {
        this.vniOfVlan = vniOfVlan;
        this.vlanOfVni = vlanOfVni;
    }

    /** All frames in {@code vni}. */
    public static VniMap single(int vni) {
        int[] vnis = new int[VLANS];
        Arrays.fill(vnis, checked(vni));
        return new VniMap(vnis, Map.of(vni, 0));
    }

    /**
     * A VNI for each VLAN (key: VLAN 1 to 4094, value: VNI).
     *
     * @throws IllegalArgumentException if a number is out of range or two VLANs have one VNI
     */
    public static VniMap byVlan(Map<Integer, Integer> vnis) {
        int[] vniOfVlan = new int[VLANS];
        Arrays.fill(vniOfVlan, ABSENT);
        Map<Integer, Integer> vlanOfVni = new TreeMap<>();
        vnis.forEach((vlan, vni) -> {
            if (vlan < 1 || vlan >= VLANS - 1 || vlanOfVni.put(checked(vni), vlan) != null) {
                throw new IllegalArgumentException("VLAN " + vlan + ", VNI " + vni);
            }
            vniOfVlan[vlan] = vni;
        });
        return new VniMap(vniOfVlan, Map.copyOf(vlanOfVni));
    }

    /** VNI for frames of VLAN {@code vid}, or a negative number if they have none. */
    public int vni(int vid) {
        return vniOfVlan[vid];
    }

    /** Every VNI, with the VLAN that it stands for; 0 where the frames' tags say it. */
    public Map<Integer, Integer> vlans() {
        return vlanOfVni;
    }

    private static int checked(int vni) {
        if (vni < 0 || vni > MAX_VNI) {
            throw new IllegalArgumentException("VNI " + vni);
        }
        return vni;
    }
}
