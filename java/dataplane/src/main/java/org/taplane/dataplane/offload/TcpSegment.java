package org.taplane.dataplane.offload;

import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;

/**
 * What of TCP decides whether segments may be joined (tcp_gro_receive), and what cutting them does (tcp_gso_segment). Offsets
 * are those of TCP headers.
 */
final class TcpSegment {
    /** A segment with one of these stands alone: it says something that its neighbours do not. */
    private static final int LONELY = Tcp.SYN | Tcp.RST | Tcp.URG | Tcp.CWR;

    /** The last segment of a joined frame may have these; who cuts it gives them to the last one only. */
    private static final int LAST = Tcp.FIN | Tcp.PSH;

    private TcpSegment() {}

    /** Whether no flag keeps the segment alone. */
    static boolean isUsual(Slab slab, int tcp) {
        return (Tcp.flags(slab, tcp) & (LONELY | Tcp.ACK)) == Tcp.ACK;
    }

    /** Whether another segment may follow this one in a joined frame. */
    static boolean mayGoOn(Slab slab, int tcp) {
        return lastFlags(slab, tcp) == 0;
    }

    /** The flags of the last segment that a joined frame has. */
    static int lastFlags(Slab slab, int tcp) {
        return Tcp.flags(slab, tcp) & LAST;
    }

    /** Whether the second segment goes on where the first, with {@code payload} bytes, ends, and says the same else. */
    static boolean follows(Slab slab, int one, int two, int payload) {
        int options = Tcp.headerLength(slab, one) - Tcp.HEADER;
        return Tcp.ports(slab, one) == Tcp.ports(slab, two)
                && (Tcp.sequence(slab, one) + payload & 0xffff_ffffL) == Tcp.sequence(slab, two)
                && Tcp.acknowledgment(slab, one) == Tcp.acknowledgment(slab, two)
                && ((Tcp.offsetAndFlags(slab, one) ^ Tcp.offsetAndFlags(slab, two)) & ~LAST) == 0
                && Tcp.window(slab, one) == Tcp.window(slab, two)
                && Tcp.urgentPointer(slab, one) == Tcp.urgentPointer(slab, two)
                && slab.same(one + Tcp.HEADER, two + Tcp.HEADER, options);
    }

    /** Makes the header of a frame that of its part from byte {@code offset} of the payload on, which may be the last. */
    static void cut(Slab slab, int tcp, int offset, boolean last) {
        int flags = Tcp.flags(slab, tcp);
        if (offset > 0) {
            flags &= ~Tcp.CWR;
        }
        if (!last) {
            flags &= ~LAST;
        }
        Tcp.flags(slab, tcp, flags);
        Tcp.sequence(slab, tcp, Tcp.sequence(slab, tcp) + offset);
    }
}
