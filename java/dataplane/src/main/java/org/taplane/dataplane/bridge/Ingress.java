package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.offload.OffloadHeader;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;

/** Decides which frames come in, and to which VLAN each belongs (IEEE 802.1Q 8.6.1, 8.6.2). */
final class Ingress {
    private final PortTable ports;
    private final PuntRing host;

    /** @param host where frames go that are for the switch itself */
    Ingress(PortTable ports, PuntRing host) {
        this.ports = ports;
        this.host = host;
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
        long reserved = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            bytes += burst.length(frame);
            DropReason objection = judge(burst, frame, port.vlans());
            if (objection == null) {
                admitted |= 1L << frame;
            } else if (objection == DropReason.LINK_LOCAL) {
                reserved |= 1L << frame;
            } else {
                counters.dropReceived(objection, burst, 1L << frame);
            }
        }
        counters.received(Long.bitCount(received), bytes);
        if (reserved != 0) {
            admitted |= judgeReserved(burst, reserved, port, counters, plan.reserved());
        }
        return port.admitted().pass(burst, admitted, counters);
    }

    private static long refuse(Burst burst, PortCounters counters) {
        counters.received(Long.bitCount(burst.frames()), bytes(burst, burst.frames()));
        counters.dropReceived(DropReason.PORT_DOWN, burst, burst.frames());
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
        return objection == null ? judgeContent(burst, frame, Ethernet.etherTypeOf(sourceAndType), vlans) : objection;
    }

    private static @Nullable DropReason judgeContent(Burst burst, int frame, int type, VlanMembership vlans) {
        return OffloadHeader.isSane(burst, frame) ? classify(burst, frame, type, vlans) : DropReason.BAD_OFFLOAD;
    }

    private static @Nullable DropReason judgeAddresses(long destination, long source) {
        if (Ethernet.isGroup(source)) {
            return DropReason.SOURCE_GROUP;
        }
        if (source == 0) {
            return DropReason.SOURCE_ZERO;
        }
        return ReservedAddresses.contain(destination) ? DropReason.LINK_LOCAL : null;
    }

    /** Those frames to reserved addresses that go on after all; the others are the switch's own, or nobody's. */
    private long judgeReserved(
            Burst burst, long frames, PortPlan port, PortCounters counters, ReservedAddresses addresses) {
        long admitted = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            if (!port.punts().take(burst, frame, host, counters)) {
                DropReason objection = judgeReserved(burst, frame, port, addresses);
                if (objection == null) {
                    admitted |= 1L << frame;
                } else {
                    counters.dropReceived(objection, burst, 1L << frame);
                }
            }
        }
        return admitted;
    }

    private static @Nullable DropReason judgeReserved(
            Burst burst, int frame, PortPlan port, ReservedAddresses addresses) {
        int start = burst.start(frame);
        return addresses.relay(Ethernet.destination(burst.slab(), start))
                ? judgeContent(burst, frame, Ethernet.etherType(burst.slab(), start), port.vlans())
                : DropReason.LINK_LOCAL;
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
