package org.taplane.dataplane.tunnel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one VXLAN port is told to do, the same in every shard.
 *
 * @param local own address, from which datagrams are sent
 * @param vnis VNIs of the port's frames
 * @param remotes the other ends; each gets every flooded frame unless there is a group
 * @param group where flooded frames go instead, once each
 * @param acceptAnyRemote whether senders beside {@code remotes} are accepted and learned; with a group they always are,
 *     for its members are known by nothing but what they send
 * @param strictReserved whether datagrams with reserved bits set are dropped, as the kernel does, or those bits
 *     ignored, as RFC 7348 section 5 says
 * @param dscp of outer headers, where it stands in the TOS byte, so that the two low bits are 0; empty: the inner packet's.
 *     ECN goes from the inner header to the outer one and back in any case (RFC 6040)
 * @param mtu longest frame that fits the tunnel, in bytes after its Ethernet header and VLAN tag
 */
public record TunnelSettings(
        VtepAddress local,
        VniMap vnis,
        List<VtepAddress> remotes,
        Optional<VtepAddress> group,
        boolean acceptAnyRemote,
        boolean strictReserved,
        OptionalInt dscp,
        int mtu) {

    public TunnelSettings {
        remotes = List.copyOf(remotes);
        if ((dscp.orElse(0) & Ecn.MASK) != 0) {
            throw new IllegalArgumentException("a DSCP is " + dscp.getAsInt() + ", whose low bits are ECN's");
        }
    }

    /** Whether senders that the configuration does not name become remotes. */
    public boolean learnsRemotes() {
        return acceptAnyRemote || group.isPresent();
    }
}
