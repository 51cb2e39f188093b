package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/**
 * Groups frames by egress port and gives each port its group at once (IEEE 802.1Q 8.6.4 to 8.6.8). Frames are brought
 * into the port's tagged or untagged form just before, because the next port may want the other.
 */
final class Egress {
    private final Port[] ports;
    private final PortCounters[] counters;
    private final FrameList[] groups;
    private final FrameList touched;
    private final FaultSink faults;

    Egress(Port[] ports, FaultSink faults) {
        this.ports = ports;
        this.faults = faults;
        this.counters = PortCounters.of(ports);
        this.touched = new FrameList(ports.length);
        this.groups = new FrameList[ports.length];
        for (int port = 0; port < groups.length; port++) {
            groups[port] = new FrameList();
        }
    }

    void send(Burst burst, long frames, Topology topology) {
        for (long left = frames; left != 0; left &= left - 1) {
            spread(burst, Long.numberOfTrailingZeros(left), topology);
        }
        for (int i = 0; i < touched.size(); i++) {
            BridgePort port = topology.port(touched.get(i));
            transmit(burst, groups[port.number()], port);
        }
        touched.clear();
    }

    private void spread(Burst burst, int frame, Topology topology) {
        int port = burst.egress(frame);
        if (port != Burst.FLOOD) {
            append(burst, frame, port, topology);
            return;
        }
        FloodGroup group = topology.floodGroup(burst.vid(frame));
        for (int i = 0; i < group.size(); i++) {
            if (group.port(i) != burst.ingress()) {
                append(burst, frame, group.port(i), topology);
            }
        }
    }

    private void append(Burst burst, int frame, int number, Topology topology) {
        BridgePort port = topology.port(number);
        if (!port.up()) {
            counters[number].dropSent(DropReason.PORT_DOWN, 1);
        } else if (!SegmentSize.fits(burst, frame, port.mtu())) {
            counters[number].dropSent(DropReason.MTU_EXCEEDED, 1);
            ports[number].tooLong(burst, frame);
        } else {
            FrameList group = groups[number];
            if (group.isEmpty()) {
                touched.add(number);
            }
            group.add(frame);
        }
    }

    /** A port that fails loses its own frames only. */
    private void transmit(Burst burst, FrameList group, BridgePort port) {
        try {
            prepare(burst, group, port);
            ports[port.number()].transmit(burst, group);
        } catch (RuntimeException fault) {
            counters[port.number()].dropSent(DropReason.INTERNAL, group.size());
            faults.report(port.number(), fault);
        }
        group.clear();
    }

    private static void prepare(Burst burst, FrameList group, BridgePort port) {
        for (int i = 0; i < group.size(); i++) {
            int frame = group.get(i);
            if (port.vlans().sendsTags() || !burst.isSameForUntagged(frame)) {
                TagForm.apply(burst, frame, port.vlans());
                SegmentSize.fit(burst, frame, port.mtu());
            }
        }
    }
}
