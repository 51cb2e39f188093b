package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * Judges the offload header of a frame against the frame's bytes (OASIS VIRTIO 1.2 section 5.1.6.2). A header comes from
 * a kernel or from a guest, and a guest may write anything.
 */
public final class OffloadHeader {
    private static final int CHECKSUM_FIELD = 2;

    /** The highest csum_start of which a tag that the bridge pushes can still be told: the field has 16 bits. */
    private static final int LAST_START = 0xffff - Dot1Q.TAG;

    private OffloadHeader() {}

    /**
     * Whether the header can be carried out. What only hints is repaired instead: hdr_len becomes the exact length of
     * a GSO frame's headers, and 0 on any other frame; flags that ask for nothing are cleared.
     */
    public static boolean isSane(Burst burst, int frame) {
        return burst.isPlain(frame) || isSaneRequest(burst, frame);
    }

    private static boolean isSaneRequest(Burst burst, int frame) {
        return burst.gsoType(frame) == VirtioNetHdr.GSO_NONE
                ? isSaneChecksum(burst, frame)
                : isSaneSegmentation(burst, frame);
    }

    private static boolean isSaneChecksum(Burst burst, int frame) {
        int flags = burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM;
        burst.flags(frame, flags);
        burst.headerLength(frame, 0);
        int start = burst.csumStart(frame);
        int end = start + burst.csumOffset(frame) + CHECKSUM_FIELD;
        return flags == 0
                || (start >= Ethernet.HEADER
                        && start <= LAST_START
                        && end <= burst.length(frame)
                        && start >= payload(burst.slab(), burst.start(frame)));
    }

    /** Offset of what follows the Ethernet header and the tag that the bridge may pop. */
    private static int payload(Slab slab, int start) {
        return Ethernet.etherType(slab, start) == Dot1Q.TPID ? Ethernet.HEADER + Dot1Q.TAG : Ethernet.HEADER;
    }

    /** Cutting needs a partial checksum; a device that joined segments hands over a verified one instead. */
    private static boolean isSaneSegmentation(Burst burst, int frame) {
        if (burst.flags(frame) == VirtioNetHdr.DATA_VALID) {
            PartialChecksum.restore(burst, frame);
        }
        long layers = GsoRequest.layers(burst, frame);
        if (layers == Layers.NONE || (burst.gsoSize(frame) == 0 && !burst.isSizedByEgress(frame))) {
            return false;
        }
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.headerLength(frame, GsoRequest.headerLength(burst, frame, layers));
        return true;
    }
}
