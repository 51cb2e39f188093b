package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.VirtioNetHdr;

/** How long frames may be on their egress port: an MTU counts the bytes behind the Ethernet header and the VLAN tag. */
public final class SegmentSize {
    private SegmentSize() {}

    /** Whether a {@linkplain OffloadHeader#isSane sane} frame, or each of its segments, fits {@code mtu}. */
    public static boolean fits(Burst burst, int frame, int mtu) {
        return burst.length(frame) <= mtu + Ethernet.HEADER || fitsOtherwise(burst, frame, mtu);
    }

    /** With a tag that does not count, or in segments. */
    private static boolean fitsOtherwise(Burst burst, int frame, int mtu) {
        int limit = limit(burst, frame, mtu);
        return burst.length(frame) <= limit
                || (burst.gsoType(frame) != VirtioNetHdr.GSO_NONE && longestSegment(burst, frame) <= limit);
    }

    /**
     * Gives a frame whose segments follow the egress port the size that just fits {@code mtu}; other frames stay. Call
     * it for each egress port, after {@link #fits} and when the frame's tag is as that port wants it.
     */
    public static void fit(Burst burst, int frame, int mtu) {
        if (burst.isSizedByEgress(frame)) {
            burst.gsoSize(frame, limit(burst, frame, mtu) - burst.headerLength(frame));
        }
    }

    private static int limit(Burst burst, int frame, int mtu) {
        return mtu + Ethernet.HEADER + (burst.tag(frame) == Tag.IN_FRAME ? Dot1Q.TAG : 0);
    }

    /** Of a frame whose segments follow the port, the shortest one: a single byte of payload must find room. */
    private static int longestSegment(Burst burst, int frame) {
        int payload = burst.isSizedByEgress(frame) ? 1 : burst.gsoSize(frame);
        return burst.headerLength(frame) + payload;
    }
}
