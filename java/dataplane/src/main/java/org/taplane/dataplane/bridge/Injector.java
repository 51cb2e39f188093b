package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.host.HostPath;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.PortTable;

/** How frames of the switch's own get to a bridge and its ports, in one shard: one at a time, on the shard's thread. */
public final class Injector {
    private final BridgeDomain domain;
    private final Forwarder bridge;
    private final PortTable ports;
    private final FaultSink faults;
    private final Draft draft;

    /**
     * @param shard its index
     * @param bridge the shard's forwarder of the domain
     * @param ports the shard's
     */
    public Injector(int shard, BridgeDomain domain, Forwarder bridge, PortTable ports, FaultSink faults) {
        this.domain = domain;
        this.bridge = bridge;
        this.ports = ports;
        this.faults = faults;
        this.draft = new Draft(shard, HostPath.LONGEST, ports, faults);
    }

    /**
     * Sends a frame straight out by one port.
     *
     * @param vid the VLAN, in whose form for the port it leaves; 0: as it is
     * @return whether the port is the bridge's and up
     * @throws IllegalArgumentException if it is longer than {@link HostPath#LONGEST}
     */
    public boolean send(int slot, int vid, byte[] frame) {
        PortPlan port = domain.plan().port(slot);
        if (!port.sends()) {
            return false;
        }
        Burst burst = write(vid, frame);
        if (SegmentSize.fits(burst, 0, port.mtu())) {
            draft.sendBy(port);
        } else {
            ports.counters(slot).dropSent(DropReason.MTU_EXCEEDED, burst, Burst.first(1));
        }
        return true;
    }

    /**
     * Forwards a frame as if it had come in by a port.
     *
     * @param vid the VLAN of a frame without a tag; 0: the frame's own
     * @return whether the port is the bridge's
     * @throws IllegalArgumentException if it is longer than {@link HostPath#LONGEST}
     */
    public boolean receive(int slot, int vid, byte[] frame) {
        if (!domain.plan().port(slot).isPresent()) {
            return false;
        }
        Burst burst = write(vid, frame);
        burst.stamp(Tick.now());
        burst.select(1, slot);
        try {
            bridge.forward(burst);
        } catch (RuntimeException | Error fault) {
            ports.counters(slot).dropReceived(DropReason.INTERNAL, burst, Burst.first(1));
            faults.report(slot, fault);
        }
        return true;
    }

    private Burst write(int vid, byte[] frame) {
        if (frame.length > HostPath.LONGEST) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
        }
        draft.begin(frame.length);
        Burst burst = draft.burst();
        burst.slab().putBytes(burst.start(0), frame, 0, frame.length);
        burst.vid(0, vid);
        return burst;
    }
}
