package org.taplane.dataplane.tunnel;

/**
 * A tunnel endpoint on an Ethernet underlay: the datagrams that are for it.
 *
 * @param local own IP address
 * @param udpPort own port, and that of every remote
 * @param zeroChecksum6 whether datagrams without a UDP checksum are taken over IPv6 (RFC 6935)
 */
public record UnderlayAddress(VtepAddress local, int udpPort, boolean zeroChecksum6) {}
