package org.taplane.control.config;

import java.util.OptionalInt;

/** Which VLANs a port carries, and which of them without a tag (IEEE 802.1Q clause 6.9). */
public sealed interface VlanConfig {
    /** A port of which nothing is said is an access port of this VLAN. */
    int DEFAULT_VLAN = 1;

    /** Every VLAN that the port carries, the PVID among them. */
    VlanSet members();

    /** The VLAN of frames that come in untagged or priority-tagged; it alone leaves untagged. Empty: those are dropped. */
    OptionalInt pvid();

    default boolean carries(int vlan) {
        return members().contains(vlan);
    }

    /**
     * A port to a station that knows nothing of VLANs.
     *
     * @param vlan 1 to 4094
     */
    record Access(int vlan) implements VlanConfig {
        @Override
        public VlanSet members() {
            return VlanSet.range(vlan, vlan);
        }

        @Override
        public OptionalInt pvid() {
            return OptionalInt.of(vlan);
        }
    }

    /**
     * A port to a bridge or a station that tags its frames.
     *
     * @param listed the VLANs, not empty; tagged, but for {@code nativeVlan} when that is among them
     * @param nativeVlan carried as well, untagged; 1 to 4094
     */
    record Trunk(VlanSet listed, OptionalInt nativeVlan) implements VlanConfig {
        @Override
        public VlanSet members() {
            return nativeVlan.isPresent()
                    ? listed.union(VlanSet.range(nativeVlan.getAsInt(), nativeVlan.getAsInt()))
                    : listed;
        }

        @Override
        public OptionalInt pvid() {
            return nativeVlan;
        }
    }
}
