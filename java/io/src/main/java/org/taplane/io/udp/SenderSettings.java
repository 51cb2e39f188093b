package org.taplane.io.udp;

import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.dataplane.tunnel.VtepAddress;

/**
 * How a tunnel's datagrams are sent.
 *
 * @param local source address
 * @param udpPort destination port, 4789 unless configured
 * @param sourcePorts where the sockets' own ports are, and how many sockets there are to be
 * @param ttl TTL or hop limit, 1 to 255
 * @param tos TOS or traffic class of datagrams that bring none of their own; empty: 0
 * @param zeroChecksum whether the outer UDP checksum is sent as zero; the kernel does not cut such messages, so that
 *     segments cost a message each
 * @param multicastDevice the interface that datagrams to a group leave by; empty without a group
 */
public record SenderSettings(
        VtepAddress local,
        int udpPort,
        SourcePorts sourcePorts,
        int ttl,
        OptionalInt tos,
        boolean zeroChecksum,
        Optional<String> multicastDevice) {}
