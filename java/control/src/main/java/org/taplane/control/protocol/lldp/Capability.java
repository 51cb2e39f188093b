package org.taplane.control.protocol.lldp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a system can do, in the order of the bits (IEEE 802.1AB table 8-4). */
public enum Capability {
    OTHER,
    REPEATER,
    BRIDGE,
    WLAN_ACCESS_POINT,
    ROUTER,
    TELEPHONE,
    DOCSIS_CABLE_DEVICE,
    STATION_ONLY,
    C_VLAN,
    S_VLAN,
    TWO_PORT_MAC_RELAY;

    /** As users read it: {@code station-only}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Those whose bits are set; bits that the standard reserves are nobody's. */
    static Set<Capability> of(int bits) {
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if ((bits & capability.bit()) != 0) {
                found.add(capability);
            }
        }
        return found;
    }

    static int bits(Set<Capability> capabilities) {
        return capabilities.stream().mapToInt(Capability::bit).sum();
    }

    @SuppressWarnings("EnumOrdinal") // the constants are declared in the order of the bits
    private int bit() {
        return 1 << ordinal();
    }
}
