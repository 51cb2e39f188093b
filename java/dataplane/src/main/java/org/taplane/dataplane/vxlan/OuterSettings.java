package org.taplane.dataplane.vxlan;

import java.util.OptionalInt;

/**
 * What the outer headers of one tunnel on an Ethernet underlay say.
 *
 * @param local source address
 * @param udpPort destination port
 * @param ttl TTL or hop limit, 1 to 255
 * @param tos TOS or traffic class; empty if each datagram brings its own
 * @param zeroChecksum whether there is no UDP checksum
 * @param sourcePorts the source ports; the first {@code flows} of them are used
 */
public record OuterSettings(
        VtepAddress local, int udpPort, int ttl, OptionalInt tos, boolean zeroChecksum, SourcePorts sourcePorts) {}
