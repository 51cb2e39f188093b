package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/**
 * One shard's end of a VXLAN tunnel. What it transmits is encapsulated and given to the sender as one batch; what is
 * received comes through {@link VxlanIngress}, because several ports may share one UDP port.
 */
public final class VxlanPort implements Port {
    private final VxlanTunnel tunnel;
    private final PortCounters counters = new PortCounters();
    private final Decapsulator decapsulator;
    private final Encapsulator encapsulator;

    public VxlanPort(VxlanTunnel tunnel, DatagramSender sender) {
        this.tunnel = tunnel;
        decapsulator = new Decapsulator(tunnel, counters);
        encapsulator = new Encapsulator(tunnel, sender, counters);
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        encapsulator.transmit(burst, frames);
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    public VxlanTunnel tunnel() {
        return tunnel;
    }

    Decapsulator decapsulator() {
        return decapsulator;
    }
}
