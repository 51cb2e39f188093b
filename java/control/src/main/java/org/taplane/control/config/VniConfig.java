package org.taplane.control.config;

import java.util.List;
import java.util.stream.IntStream;

/** How the frames of a tunnel get their VXLAN network identifier, 0 to 16777215. */
public sealed interface VniConfig {
    /** Every VNI of the tunnel, once. */
    IntStream all();

    /** All VLANs of the port share one VNI. On an access port the inner frame has no tag, on a trunk it keeps it. */
    record Single(int vni) implements VniConfig {
        @Override
        public IntStream all() {
            return IntStream.of(vni);
        }
    }

    /**
     * Each VLAN has its own VNI and the inner frame has no tag.
     *
     * @param mappings not empty, no VLAN and no VNI twice
     */
    record PerVlan(List<Mapping> mappings) implements VniConfig {
        public PerVlan {
            mappings = List.copyOf(mappings);
        }

        @Override
        public IntStream all() {
            return mappings.stream().mapToInt(Mapping::vni);
        }
    }

    record Mapping(int vlan, int vni) {}
}
