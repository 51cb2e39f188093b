package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * Brings a frame into the form in which a port sends its VLAN. Priority and DEI stay in the descriptor whatever the form, so
 * that a flooded frame has them at every port that tags; what leaves untagged leaves without them.
 */
final class TagForm {
    private TagForm() {}

    static void apply(Burst burst, int frame, VlanMembership vlans) {
        int vid = burst.vid(frame);
        boolean inFrame = burst.tag(frame) == Tag.IN_FRAME;
        if (!vlans.sendsTagged(vid)) {
            if (inFrame) {
                pop(burst, frame);
            }
        } else if (inFrame) {
            name(burst, frame, vid);
        } else {
            push(burst, frame, vid);
        }
    }

    /** A priority tag names no VLAN until it leaves by a port that tags. */
    private static void name(Burst burst, int frame, int vid) {
        int tci = burst.tci(frame);
        if (Dot1Q.vid(tci) != vid) {
            writeTci(burst, frame, Dot1Q.withVid(tci, vid));
        }
    }

    private static void writeTci(Burst burst, int frame, int tci) {
        burst.tci(frame, tci);
        Dot1Q.tci(burst.slab(), burst.start(frame), tci);
    }

    private static void push(Burst burst, int frame, int vid) {
        shiftAddresses(burst, frame, -Dot1Q.TAG);
        Ethernet.etherType(burst.slab(), burst.start(frame), Dot1Q.TPID);
        writeTci(burst, frame, Dot1Q.withVid(burst.tci(frame), vid));
        burst.tag(frame, Tag.IN_FRAME);
    }

    private static void pop(Burst burst, int frame) {
        shiftAddresses(burst, frame, Dot1Q.TAG);
        burst.tag(frame, Tag.IN_DESCRIPTOR);
    }

    /** Both addresses move as one long and one int: they overlap their new place, so both are read first. */
    private static void shiftAddresses(Burst burst, int frame, int delta) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long first = slab.native64(start);
        int last = slab.native32(start + Long.BYTES);
        slab.putNative64(start + delta, first);
        slab.putNative32(start + delta + Long.BYTES, last);
        burst.moveStart(frame, delta);
        if (!burst.isPlain(frame)) {
            shiftOffload(burst, frame, -delta);
        }
    }

    /** What the offload header counts from the frame's first byte moves with it; a length of 0 says nothing and stays. */
    private static void shiftOffload(Burst burst, int frame, int delta) {
        if ((burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM) != 0) {
            burst.csumStart(frame, burst.csumStart(frame) + delta);
        }
        if (burst.headerLength(frame) != 0) {
            burst.headerLength(frame, burst.headerLength(frame) + delta);
        }
    }
}
