package org.taplane.dataplane.tunnel;

import java.util.OptionalInt;
import org.taplane.wire.Slab;

/**
 * The TOS byte of the outer header: DSCP as configured or as inside, ECN as inside whatever the DSCP is (RFC 6040 section
 * 4.1, normal mode). What is not IP has neither.
 */
final class OuterTos {
    private final int fixed;
    private final int inherited;

    /** @param dscp as {@link TunnelSettings#dscp} */
    OuterTos(OptionalInt dscp) {
        fixed = dscp.orElse(0);
        inherited = dscp.isPresent() ? Ecn.MASK : 0xff;
    }

    /**
     * Of a frame with these {@link org.taplane.wire.Layers}; {@link DatagramBatch#SOCKET_TOS} where that is the same, as it
     * costs the kernel less.
     */
    int of(Slab slab, int start, long layers) {
        int inner = InnerTos.of(slab, start, layers);
        int copied = inner == InnerTos.NONE ? 0 : inner & inherited;
        return copied == 0 ? DatagramBatch.SOCKET_TOS : fixed | copied;
    }
}
