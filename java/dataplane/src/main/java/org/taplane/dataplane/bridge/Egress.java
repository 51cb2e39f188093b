package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Outlets;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.port.PortTable;

/**
 * Spreads frames over their egress ports (IEEE 802.1Q 8.6.4 to 8.6.8). They are brought into a port's tagged or untagged
 * form just before they leave, because the next port may want the other.
 */
final class Egress {
    private final Outlets outlets;

    Egress(PortTable ports, FaultSink faults) {
        this.outlets = new Outlets(ports, faults);
    }

    void send(Burst burst, long frames, BridgePlan plan) {
        long flooded = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            long frame = Long.lowestOneBit(left);
            int slot = burst.egress(Long.numberOfTrailingZeros(left));
            if (slot == Burst.FLOOD) {
                flooded |= frame;
            } else {
                add(burst, frame, slot);
            }
        }
        while (flooded != 0) {
            long sameVlan = ofFirstVlan(burst, flooded);
            flood(burst, sameVlan, plan);
            flooded &= ~sameVlan;
        }
        outlets.send(burst, plan, Egress::prepare);
    }

    private void add(Burst burst, long frame, int slot) {
        try {
            outlets.add(frame, slot);
        } catch (RuntimeException | Error fault) {
            outlets.lose(burst, frame, fault);
        }
    }

    /** Those of the frames that are in the VLAN of the first. */
    private static long ofFirstVlan(Burst burst, long frames) {
        int vid = burst.vid(Long.numberOfTrailingZeros(frames));
        long same = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            same |= burst.vid(frame) == vid ? 1L << frame : 0;
        }
        return same;
    }

    /** Sends frames of one VLAN to all its ports that they may reach. */
    private void flood(Burst burst, long frames, BridgePlan plan) {
        try {
            PortPlan ingress = plan.port(burst.ingress());
            PortSet vlan = plan.members(burst.vid(Long.numberOfTrailingZeros(frames)));
            for (int word = vlan.firstWord(); word < vlan.endWord(); word++) {
                for (long left = plan.flooded(vlan, word, ingress); left != 0; left &= left - 1) {
                    outlets.add(frames, word << 6 | Long.numberOfTrailingZeros(left));
                }
            }
        } catch (RuntimeException | Error fault) {
            outlets.lose(burst, frames, fault);
        }
    }

    private static void prepare(
            Burst burst, long frames, BridgePlan plan, int slot, PortCounters counters, FrameList leaving) {
        PortPlan port = plan.port(slot);
        if (!port.sends()) {
            counters.dropSent(DropReason.PORT_DOWN, burst, frames);
            return;
        }
        int mtu = port.mtu();
        for (long left = port.leaving().pass(burst, frames, counters); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            if (SegmentSize.fits(burst, frame, mtu)) {
                form(burst, frame, port);
                leaving.add(frame);
            } else {
                counters.dropSent(DropReason.MTU_EXCEEDED, burst, 1L << frame);
            }
        }
    }

    private static void form(Burst burst, int frame, PortPlan port) {
        if (port.vlans().sendsTags() || !burst.isSameForUntagged(frame)) {
            TagForm.apply(burst, frame, port.vlans());
            SegmentSize.fit(burst, frame, port.mtu());
        }
    }
}
