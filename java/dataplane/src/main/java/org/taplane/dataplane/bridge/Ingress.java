package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.offload.OffloadHeader;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;

/** Decides which frames come in, and to which VLAN each belongs (IEEE 802.1Q 8.6.1, 8.6.2). */
final class Ingress {
    private final PortTable ports;

    Ingress(PortTable ports) {
        this.ports = ports;
    }

    /** The set of frames that may go on, each with its VLAN set. */
    long admit(Burst burst, BridgePlan plan) {
        PortPlan port = plan.port(burst.ingress());
        PortCounters counters = ports.counters(burst.ingress());
        if (port.state() == PortState.DISABLED) {
            return refuse(burst, counters);
        }
        long received = burst.frames();
        long frames = port.received().pass(burst, received, counters);
        long bytes = bytes(burst, received & ~frames);
        long admitted = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            bytes += burst.length(frame);
            DropReason objection = judge(burst, frame, port.vlans());
            if (objection == null) {
                admitted |= 1L << frame;
            } else {
                counters.dropReceived(objection, 1);
            }
        }
        counters.received(Long.bitCount(received), bytes);
        return port.admitted().pass(burst, admitted, counters);
    }

    private static long refuse(Burst burst, PortCounters counters) {
        int count = Long.bitCount(burst.frames());
        counters.received(count, bytes(burst, burst.frames()));
        counters.dropReceived(DropReason.PORT_DOWN, count);
        return 0;
    }

    private static long bytes(Burst burst, long frames) {
        long bytes = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            bytes += burst.length(Long.numberOfTrailingZeros(left));
        }
        return bytes;
    }

    private static @Nullable DropReason judge(Burst burst, int frame, VlanMembership vlans) {
        if (burst.length(frame) < Ethernet.HEADER) {
            return DropReason.TOO_SHORT;
        }
        if (burst.length(frame) > Burst.MAX_FRAME) {
            return DropReason.TOO_LONG;
        }
        long destination = Ethernet.destination(burst.slab(), burst.start(frame));
        long sourceAndType = Ethernet.sourceAndType(burst.slab(), burst.start(frame));
        DropReason objection = judgeAddresses(destination, Ethernet.sourceOf(sourceAndType));
        if (objection == null && !OffloadHeader.isSane(burst, frame)) {
            objection = DropReason.BAD_OFFLOAD;
        }
        return objection == null ? classify(burst, frame, Ethernet.etherTypeOf(sourceAndType), vlans) : objection;
    }

    private static @Nullable DropReason judgeAddresses(long destination, long source) {
        if (Ethernet.isGroup(source)) {
            return DropReason.SOURCE_GROUP;
        }
        if (source == 0) {
            return DropReason.SOURCE_ZERO;
        }
        return isKeptLocal(destination) ? DropReason.LINK_LOCAL : null;
    }

    /**
     * 01-80-C2-00-00-01 to -0F are not relayed (table 8-1). -00, the bridge group address, is: this bridge does not
     * take part in spanning tree, and like the Linux bridge it is then transparent to those who do.
     */
    private static boolean isKeptLocal(long destination) {
        return (destination & ~0xfL) == Ethernet.BRIDGE_GROUP && destination != Ethernet.BRIDGE_GROUP;
    }

    private static @Nullable DropReason classify(Burst burst, int frame, int type, VlanMembership vlans) {
        if (type != Dot1Q.TPID) {
            return classifyUntagged(burst, frame, vlans);
        }
        if (burst.length(frame) < Ethernet.HEADER + Dot1Q.TAG) {
            return DropReason.TAG_TRUNCATED;
        }
        int tci = Dot1Q.tci(burst.slab(), burst.start(frame));
        burst.tag(frame, Tag.IN_FRAME);
        burst.tci(frame, tci);
        return classifyTagged(burst, frame, Dot1Q.vid(tci), vlans);
    }

    /** A tunnel that maps its own identifiers to VLANs has classified the frame already. */
    private static @Nullable DropReason classifyUntagged(Burst burst, int frame, VlanMembership vlans) {
        if (burst.vid(frame) != 0) {
            return null;
        }
        burst.vid(frame, vlans.pvid());
        return vlans.pvid() == VlanMembership.NO_PVID ? DropReason.UNTAGGED_NOT_ALLOWED : null;
    }

    private static @Nullable DropReason classifyTagged(Burst burst, int frame, int vid, VlanMembership vlans) {
        if (vid == Dot1Q.VID_RESERVED) {
            return DropReason.VID_RESERVED;
        }
        if (burst.vid(frame) != 0) {
            return DropReason.VLAN_NOT_ALLOWED;
        }
        if (vid == Dot1Q.VID_PRIORITY) {
            return classifyUntagged(burst, frame, vlans);
        }
        burst.vid(frame, vid);
        return vlans.admitsTagged() && vlans.carries(vid) ? null : DropReason.VLAN_NOT_ALLOWED;
    }
}
