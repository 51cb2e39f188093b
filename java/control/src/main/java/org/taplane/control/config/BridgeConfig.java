package org.taplane.control.config;

import java.time.Duration;
import java.util.List;
import org.taplane.dataplane.bridge.Fdb;

/**
 * One bridge: a world of its own, joined to no other.
 *
 * @param ageing after which a dynamic entry that was not refreshed is forgotten; whole seconds
 * @param maxMacs bound of the MAC table, static entries included
 * @param groupForwardMask which reserved group addresses are relayed, bit n for 01-80-C2-00-00-0n: any of
 *     {@link #FORWARDABLE}
 * @param ports in the order of the file; their names are unique in the daemon
 * @param staticEntries each names one of {@code ports}, in a VLAN that the port carries
 */
public record BridgeConfig(
        String name,
        Duration ageing,
        int maxMacs,
        int groupForwardMask,
        List<PortConfig> ports,
        List<StaticEntry> staticEntries) {
    public static final Duration DEFAULT_AGEING = Duration.ofMinutes(5);
    public static final Duration MIN_AGEING = Duration.ofMillis(Fdb.MIN_AGEING);
    public static final Duration MAX_AGEING = Duration.ofMillis(Fdb.MAX_AGEING);
    public static final int DEFAULT_MAX_MACS = 8192;

    /**
     * The Linux bridge does not let -00 (spanning tree: passes in any case while the bridge takes no part in it), -01
     * (pause) and -02 (link aggregation) be chosen, and neither does this one.
     */
    public static final int FORWARDABLE = 0xfff8;

    public BridgeConfig {
        ports = List.copyOf(ports);
        staticEntries = List.copyOf(staticEntries);
    }

    /** The bridge's own settings: no ports, no static entries. */
    public BridgeConfig withoutContent() {
        return new BridgeConfig(name, ageing, maxMacs, groupForwardMask, List.of(), List.of());
    }
}
