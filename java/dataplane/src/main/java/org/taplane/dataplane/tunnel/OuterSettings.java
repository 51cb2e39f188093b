package org.taplane.dataplane.tunnel;

import java.util.OptionalInt;

/**
 * What the outer headers of one tunnel on an Ethernet underlay say.
 *
 * @param local source address
 * @param udpPort destination port
 * @param ttl TTL or hop limit
 * @param tos TOS or traffic class of datagrams that bring none of their own; empty: 0
 * @param zeroChecksum whether there is no UDP checksum
 * @param sourcePorts the source ports; the first {@code flows} of them are used
 */
public record OuterSettings(
        VtepAddress local, int udpPort, int ttl, OptionalInt tos, boolean zeroChecksum, SourcePorts sourcePorts) {
    public static final int MIN_UDP_PORT = 1;
    public static final int MAX_UDP_PORT = 0xffff;

    /** With 0 a packet would not leave the host. */
    public static final int MIN_TTL = 1;

    public static final int MAX_TTL = 0xff;
    public static final int MAX_TOS = 0xff;
}
