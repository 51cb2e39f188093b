package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortTable;
import org.taplane.dataplane.port.Replies;
import org.taplane.wire.Ethernet;

/** Carries what a port answers to a station: it goes out by the port that the station's frame came in by. */
final class Replier implements Replies {
    private static final int START = Burst.dataOffset() + 2 * Burst.HEADROOM;

    private final BridgeDomain domain;
    private final PortTable ports;
    private final FaultSink faults;
    private final Burst draft = Burst.allocate(START + LONGEST);
    private final FrameList one = new FrameList();

    Replier(BridgeDomain domain, PortTable ports, FaultSink faults) {
        this.domain = domain;
        this.ports = ports;
        this.faults = faults;
        draft.set(0, START, 0);
        one.add(0);
    }

    @Override
    public Burst draft() {
        draft.set(0, START, 0);
        return draft;
    }

    @Override
    public boolean send(int length, Burst burst, int frame) {
        PortPlan port = domain.plan().port(burst.ingress());
        if (!port.sends()) {
            return false;
        }
        draft.set(0, START, length);
        draft.vid(0, burst.vid(frame));
        draft.remote(0, remote(port.slot(), burst.vid(frame)));
        transmit(port);
        return true;
    }

    /** Behind a tunnel, the remote that the station was learned at, or all of them. */
    private int remote(int slot, int vid) {
        int location = domain.fdb().lookup(Fdb.station(vid, Ethernet.destination(draft.slab(), START)));
        return location != Fdb.MISS && Location.port(location) == slot ? Location.remote(location) : 0;
    }

    /** A fault is the answering port's, not that of the port that asked for it. */
    private void transmit(PortPlan plan) {
        Port port = ports.port(plan.slot());
        try {
            TagForm.apply(draft, 0, plan.vlans());
            port.transmit(draft, one);
        } catch (RuntimeException | Error fault) {
            port.counters().dropSent(DropReason.INTERNAL, 1);
            faults.report(plan.slot(), fault);
        }
    }
}
