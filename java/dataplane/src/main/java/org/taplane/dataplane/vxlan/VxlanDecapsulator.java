package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.tunnel.Decapsulator;
import org.taplane.dataplane.tunnel.RemoteCounters;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.wire.Vxlan;

/** Takes frames of one port out of their datagrams (RFC 7348 section 5), or counts why not. */
final class VxlanDecapsulator {
    private final boolean strictReserved;
    private final PortCounters counters;
    private final Decapsulator inner;

    VxlanDecapsulator(Tunnel tunnel, PortCounters counters, RemoteCounters byRemote) {
        strictReserved = tunnel.settings().strictReserved();
        this.counters = counters;
        inner = new Decapsulator(tunnel, counters, byRemote);
    }

    /**
     * Makes a datagram with a whole VXLAN header and a VNI of this port the frame that it carries.
     *
     * @param vlan the VLAN that the VNI stands for, or 0 if the frame says it
     * @return whether there is a frame to forward
     */
    boolean decapsulate(Burst burst, int frame, int vlan) {
        int at = burst.start(frame);
        if (strictReserved && Vxlan.hasReservedBits(burst.slab(), at)) {
            counters.dropReceived(DropReason.VXLAN_RESERVED_BITS, 1);
            return false;
        }
        burst.vni(frame, Vxlan.vni(burst.slab(), at));
        burst.vid(frame, vlan);
        burst.moveStart(frame, Vxlan.HEADER);
        return inner.accept(burst, frame);
    }
}
