package org.taplane.dataplane.vxlan;

import java.util.OptionalInt;

/**
 * What the outer headers of one tunnel on an Ethernet underlay say.
 *
 * @param local source address
 * @param udpPort destination port
 * @param ttl TTL or hop limit, 1 to 255
 * @param tos TOS or traffic class of datagrams that bring none of their own; empty: 0
 * @param zeroChecksum whether there is no UDP checksum
 */
public record OuterSettings(VtepAddress local, int udpPort, int ttl, OptionalInt tos, boolean zeroChecksum) {}
