package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.Replies;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.Encapsulator;
import org.taplane.dataplane.tunnel.LongFrames;
import org.taplane.dataplane.tunnel.RemoteCounters;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelHeader;
import org.taplane.wire.Vxlan;

/**
 * One shard's end of a VXLAN tunnel. What it transmits is encapsulated and given to the sender as one batch; what is
 * received comes through {@link VxlanIngress}, because several ports may share one UDP port.
 */
public final class VxlanPort implements Port {
    private static final TunnelHeader HEADER = new TunnelHeader(Vxlan.header(0), Vxlan.VNI_SHIFT);

    private final Tunnel tunnel;
    private final PortCounters counters = new PortCounters();
    private final RemoteCounters byRemote;
    private final VxlanDecapsulator decapsulator;
    private final Encapsulator encapsulator;
    private final LongFrames longFrames;
    private final boolean tells;

    /** @param tells whether stations are told that their packets are too long */
    public VxlanPort(Tunnel tunnel, DatagramSender sender, boolean tells) {
        this.tunnel = tunnel;
        this.tells = tells;
        longFrames = new LongFrames(tunnel, sender);
        byRemote = new RemoteCounters(tunnel.remotes().configured());
        decapsulator = new VxlanDecapsulator(tunnel, counters, byRemote);
        encapsulator = new Encapsulator(HEADER, tunnel, sender, counters, byRemote, longFrames);
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        encapsulator.transmit(burst, frames);
    }

    @Override
    public void answerBy(Replies replies) {
        if (tells) {
            longFrames.answerBy(replies);
        }
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    /** The same frames, by where they came from and went to. */
    public RemoteCounters countersByRemote() {
        return byRemote;
    }

    public Tunnel tunnel() {
        return tunnel;
    }

    VxlanDecapsulator decapsulator() {
        return decapsulator;
    }
}
