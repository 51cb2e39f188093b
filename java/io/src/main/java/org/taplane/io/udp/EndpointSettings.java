package org.taplane.io.udp;

import java.util.List;
import org.taplane.dataplane.tunnel.VtepAddress;

/**
 * Where a UDP endpoint receives. Tunnels with the same {@code local} and {@code udpPort} share one endpoint.
 *
 * @param local address that datagrams must be sent to
 * @param udpPort port that they must be sent to
 * @param zeroChecksum6 whether datagrams without a UDP checksum are accepted over IPv6 (RFC 6935); over IPv4 they
 *     always are
 * @param groups groups to join; no two alike
 */
public record EndpointSettings(VtepAddress local, int udpPort, boolean zeroChecksum6, List<Group> groups) {

    /** A multicast group and the interface on which it is joined. */
    public record Group(VtepAddress address, String device) {}

    public EndpointSettings {
        groups = List.copyOf(groups);
    }
}
