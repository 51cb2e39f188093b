package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.PortTable;
import org.taplane.dataplane.port.Replies;
import org.taplane.wire.Ethernet;

/** Carries what a port answers to a station: it goes out by the port that the station's frame came in by. */
final class Replier implements Replies {
    private final BridgeDomain domain;
    private final Draft draft;

    Replier(BridgeDomain domain, PortTable ports, FaultSink faults) {
        this.domain = domain;
        this.draft = new Draft(0, LONGEST, ports, faults);
    }

    @Override
    public Burst draft() {
        draft.begin(0);
        return draft.burst();
    }

    @Override
    public boolean send(int length, Burst burst, int frame) {
        PortPlan port = domain.plan().port(burst.ingress());
        if (!port.sends()) {
            return false;
        }
        draft.begin(length);
        Burst answer = draft.burst();
        answer.vid(0, burst.vid(frame));
        answer.remote(0, remote(answer, port.slot()));
        draft.sendBy(port);
        return true;
    }

    /** Behind a tunnel, the remote that the station was learned at, or all of them. */
    private int remote(Burst answer, int slot) {
        long station = Ethernet.destination(answer.slab(), answer.start(0));
        int location = domain.fdb().lookup(Fdb.station(answer.vid(0), station));
        return location != Fdb.MISS && Location.port(location) == slot ? Location.remote(location) : 0;
    }
}
