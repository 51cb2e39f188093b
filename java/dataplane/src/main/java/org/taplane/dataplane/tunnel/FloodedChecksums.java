package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Checksum;
import org.taplane.wire.VirtioNetHdr;

/**
 * Completes checksums, and makes those of flooded frames partial again once the tunnel's datagrams have left: the ports
 * that have their turn later get what the ports before got. Where a frame goes to one port, nobody looks at it again.
 */
public final class FloodedChecksums {
    private final int[] frames = new int[Burst.CAPACITY];
    private final int[] partial = new int[Burst.CAPACITY];
    private final int[] flags = new int[Burst.CAPACITY];
    private int count;

    /** As {@link Checksum#complete}. */
    public void complete(Burst burst, int frame) {
        if (burst.egress(frame) == Burst.FLOOD && (burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM) != 0) {
            remember(burst, frame);
        }
        Checksum.complete(burst, frame);
    }

    private void remember(Burst burst, int frame) {
        frames[count] = frame;
        partial[count] = burst.slab().u16(field(burst, frame));
        flags[count] = burst.flags(frame);
        count++;
    }

    /** Undoes it for the flooded frames among those completed since the last call. */
    public void restore(Burst burst) {
        while (count > 0) {
            int frame = frames[--count];
            burst.slab().putU16(field(burst, frame), partial[count]);
            burst.flags(frame, flags[count]);
        }
    }

    private static int field(Burst burst, int frame) {
        return burst.start(frame) + burst.csumStart(frame) + burst.csumOffset(frame);
    }
}
