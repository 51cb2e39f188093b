package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Slab;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/** Fills in checksums that were left to the device. */
public final class Checksum {
    private Checksum() {}

    /**
     * Completes the checksum in the bytes of a {@linkplain OffloadHeader#isSane sane} frame that is not to be cut, and
     * makes the frame plain. Nothing happens to a frame that has none to complete.
     *
     * <p>As in Linux (skb_checksum_help), zero is always written as 0xffff: UDP demands it, and for everybody else it
     * is the same number.
     */
    public static void complete(Burst burst, int frame) {
        if ((burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM) == 0) {
            return;
        }
        Slab slab = burst.slab();
        int covered = burst.csumStart(frame);
        int at = burst.start(frame) + covered;
        int checksum = InternetChecksum.of(slab, at, burst.length(frame) - covered);
        slab.putU16(at + burst.csumOffset(frame), checksum == 0 ? Udp.CHECKSUM_ZERO : checksum);
        burst.flags(frame, 0);
    }
}
