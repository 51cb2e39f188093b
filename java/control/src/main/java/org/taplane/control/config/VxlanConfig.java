package org.taplane.control.config;

import java.net.InetAddress;
import java.util.OptionalInt;

/**
 * A VXLAN tunnel (RFC 7348). Its addresses are all of one family.
 *
 * @param vlan with {@link VniConfig.PerVlan}: a trunk of exactly the mapped VLANs
 * @param local the own tunnel endpoint's address, unicast
 * @param udpPort destination port, and the port listened on
 * @param underlay with {@link Underlay#TAP} there is a TAP device named like the port, or like the first one of those that
 *     share {@code local}; {@code peers} are {@link VxlanPeers.Remotes}
 * @param learning whether the remote endpoint of a source MAC is learned
 * @param acceptAnyRemote whether datagrams of senders that {@code peers} does not name are taken
 * @param strictReserved whether a header with reserved bits set is dropped
 * @param pathMtu what becomes of frames that the path to their remote has no room for
 * @param mtu the longest inner packet without its Ethernet header; empty: what the underlay's MTU leaves
 */
public record VxlanConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        InetAddress local,
        int udpPort,
        VxlanPeers peers,
        VniConfig vnis,
        OuterHeaderConfig outer,
        Underlay underlay,
        boolean learning,
        boolean acceptAnyRemote,
        boolean strictReserved,
        PathMtu pathMtu,
        OptionalInt mtu,
        PortFeatures features)
        implements PortConfig {
    /** IANA's port of VXLAN. */
    public static final int DEFAULT_UDP_PORT = 4789;

    /** What is the tunnel's own: with the settings that only its bridge looks at as they are when nothing is said. */
    public VxlanConfig tunnelOnly() {
        return new VxlanConfig(
                name,
                vlan,
                OptionalInt.empty(),
                local,
                udpPort,
                peers,
                vnis,
                outer,
                underlay,
                true,
                acceptAnyRemote,
                strictReserved,
                pathMtu,
                mtu,
                PortFeatures.NONE);
    }

    @Override
    public String type() {
        return "vxlan";
    }
}
