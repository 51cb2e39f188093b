package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.PartialChecksum;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.Layers;
import org.taplane.wire.Vxlan;

/** Takes frames of one port out of their datagrams (RFC 7348 section 5), or counts why not. */
final class Decapsulator {
    private final RemoteTable remotes;
    private final boolean learnsRemotes;
    private final boolean strictReserved;
    private final int mtu;
    private final PortCounters counters;

    Decapsulator(VxlanTunnel tunnel, PortCounters counters) {
        TunnelSettings settings = tunnel.settings();
        remotes = tunnel.remotes();
        learnsRemotes = settings.learnsRemotes();
        strictReserved = settings.strictReserved();
        mtu = settings.mtu();
        this.counters = counters;
    }

    /**
     * Makes a datagram with a whole VXLAN header and a VNI of this port the frame that it carries.
     *
     * @param vlan the VLAN that the VNI stands for, or 0 if the frame says it
     * @return whether there is a frame to forward
     */
    boolean decapsulate(Burst burst, int frame, int vlan) {
        boolean accepted = acceptHeader(burst, frame, vlan)
                && acceptRemote(burst, frame)
                && (!Ecn.isNews(burst.outerTos(frame)) || acceptEcn(burst, frame));
        if (accepted) {
            PartialChecksum.recognise(burst, frame, mtu);
        }
        return accepted;
    }

    private boolean acceptHeader(Burst burst, int frame, int vlan) {
        int at = burst.start(frame);
        if (strictReserved && Vxlan.hasReservedBits(burst.slab(), at)) {
            return drop(DropReason.VXLAN_RESERVED_BITS);
        }
        burst.vni(frame, Vxlan.vni(burst.slab(), at));
        burst.vid(frame, vlan);
        burst.moveStart(frame, Vxlan.HEADER);
        return true;
    }

    private boolean acceptRemote(Burst burst, int frame) {
        long high = burst.sourceHigh(frame);
        long low = burst.sourceLow(frame);
        int remote = remotes.find(high, low);
        if (remote == RemoteTable.NONE && !(learnsRemotes && remotes.isPossibleSender(high, low))) {
            return drop(DropReason.VXLAN_UNKNOWN_REMOTE);
        }
        burst.remote(frame, remote == RemoteTable.NONE ? remotes.learn(high, low) : remote);
        return true;
    }

    private boolean acceptEcn(Burst burst, int frame) {
        int start = burst.start(frame);
        long layers = Layers.of(burst.slab(), start, burst.length(frame));
        int inner = InnerTos.of(burst.slab(), start, layers);
        int merged = inner == InnerTos.NONE ? inner : Ecn.leave(inner, burst.outerTos(frame));
        if (merged == Ecn.DROP) {
            return drop(DropReason.ECN_CONFLICT);
        }
        if (merged != inner) {
            InnerTos.set(burst.slab(), start, layers, merged);
        }
        return true;
    }

    private boolean drop(DropReason reason) {
        counters.dropReceived(reason, 1);
        return false;
    }
}
