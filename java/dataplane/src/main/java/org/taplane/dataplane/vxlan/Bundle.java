package org.taplane.dataplane.vxlan;

import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Vxlan;

/**
 * What a bundle is that a UDP socket hands over with one length beside it ({@code UDP_GRO}, udp(7)).
 *
 * <p>Mostly the length is that of the datagrams that the kernel put together, all but the last. But it is also told of a
 * single datagram, if a VXLAN device of the same machine sent it, no wire was in between, and the inner frame is still to
 * be cut into UDP datagrams: then it is the length of their payload. The kernel does not tell the two apart
 * (udp_cmsg_recv). The bytes do, but part of them is written by stations, who must neither pass off their payload as
 * datagrams for another network, nor take a neighbour's datagram for payload of theirs.
 */
public enum Bundle {
    /** Datagrams: all begin with the same VXLAN header. A station that forged those has reached its own network only. */
    DATAGRAMS,

    /** One datagram: where others would begin there is no VXLAN header, and no station can have removed one. */
    FRAME,

    /**
     * Headers of several networks, which may be payload; or a first frame that claims to go on behind its datagram, and
     * so may have swallowed the next, or be uncut and mimic datagrams.
     */
    AMBIGUOUS;

    /** Judges {@code length} bytes at {@code start}, of which {@code size} may be the first datagram: less than all. */
    static Bundle of(Slab slab, int start, int length, int size) {
        if (size < Vxlan.HEADER) {
            return FRAME; // nobody sends datagrams so short to a VXLAN port, but they may be inside
        }
        Bundle kind = firstGoesOn(slab, start, length, size) ? AMBIGUOUS : DATAGRAMS;
        long header = slab.u64(start);
        for (int at = size; at + Vxlan.HEADER <= length; at += size) {
            if (!isHeader(slab, start + at, header)) {
                return FRAME;
            }
            kind = slab.u64(start + at) == header ? kind : AMBIGUOUS;
        }
        return kind;
    }

    private static boolean firstGoesOn(Slab slab, int start, int length, int size) {
        long layers = Layers.of(slab, start + Vxlan.HEADER, length - Vxlan.HEADER);
        return Layers.isIp(layers) && Layers.end(layers) > size - Vxlan.HEADER;
    }

    private static boolean isHeader(Slab slab, int at, long first) {
        return slab.u64(at) == first || (Vxlan.hasVni(slab, at) && !Vxlan.hasReservedBits(slab, at));
    }
}
