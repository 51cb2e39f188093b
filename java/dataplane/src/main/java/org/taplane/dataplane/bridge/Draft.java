package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Slab;

/** Where a frame of the switch's own is written, in one shard: frame 0 of a burst that has room for one. */
final class Draft {
    private static final int START = Burst.dataOffset() + 2 * Burst.HEADROOM;

    private final PortTable ports;
    private final FaultSink faults;
    private final Burst burst;
    private final FrameList one = new FrameList();

    /** @param longest frame, in bytes */
    Draft(int shard, int longest, PortTable ports, FaultSink faults) {
        this.ports = ports;
        this.faults = faults;
        burst = new Burst(Slab.allocate(START + longest), shard);
        one.add(0);
    }

    Burst burst() {
        return burst;
    }

    /** Makes the frame one of {@code length} bytes without tag, VLAN or remote; its bytes stay. */
    void begin(int length) {
        burst.set(0, START, length);
    }

    /** Sends the frame, in the form of its VLAN if it has one, by a port that is up. A fault is the port's. */
    void sendBy(PortPlan plan) {
        Port port = ports.port(plan.slot());
        try {
            if (burst.vid(0) != 0) {
                TagForm.apply(burst, 0, plan.vlans());
            }
            port.transmit(burst, one);
        } catch (RuntimeException | Error fault) {
            port.counters().dropSent(DropReason.INTERNAL, burst, one.set());
            faults.report(plan.slot(), fault);
        }
    }
}
