package org.taplane.dataplane.tunnel;

import org.taplane.wire.Slab;

/**
 * A tunnel header of one 64-bit word that stands in front of the inner frame, with the network's key somewhere in it: what
 * VXLAN (RFC 7348 section 5), Geneve without options (RFC 8926 section 3.4) and GRE with a key (RFC 2890 section 2) have in
 * common. As data, it costs a frame no virtual call.
 *
 * @param fixed the word with key 0
 * @param keyShift where the key's lowest bit is in the word
 */
public record TunnelHeader(long fixed, int keyShift) {
    /** Bytes of the header. */
    public static final int BYTES = Long.BYTES;

    /** Writes a whole header for network {@code key}, in network byte order. */
    void write(Slab slab, int at, int key) {
        slab.putU64(at, fixed | Integer.toUnsignedLong(key) << keyShift);
    }
}
