package org.taplane.dataplane.offload;

import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;

/** The sum over what TCP and UDP checksums cover beside the datagram itself. */
final class PseudoHeader {
    private PseudoHeader() {}

    /** The sum for {@code length} bytes of the transport protocol, of the frame at {@code start}. */
    static int sum(Slab slab, int start, long layers, int length) {
        int ip = start + Layers.network(layers);
        int protocol = Layers.protocol(layers);
        return Layers.isIpv4(layers)
                ? InternetChecksum.pseudoIpv4(slab, ip, protocol, length)
                : InternetChecksum.pseudoIpv6(slab, ip, protocol, length);
    }
}
