package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.PartialChecksum;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.Layers;

/** Judges frames that have lost their tunnel header by what the outer headers said: who sent them, and congestion. */
public final class Decapsulator {
    private final RemoteTable remotes;
    private final boolean learnsRemotes;
    private final int mtu;
    private final PortCounters counters;
    private final RemoteCounters byRemote;

    public Decapsulator(Tunnel tunnel, PortCounters counters, RemoteCounters byRemote) {
        TunnelSettings settings = tunnel.settings();
        remotes = tunnel.remotes();
        learnsRemotes = settings.learnsRemotes();
        mtu = settings.mtu();
        this.counters = counters;
        this.byRemote = byRemote;
    }

    /** Whether {@code frame}, which starts with its inner Ethernet header, is one to forward; if not it is counted. */
    public boolean accept(Burst burst, int frame) {
        boolean accepted =
                acceptRemote(burst, frame) && (!Ecn.isNews(burst.outerTos(frame)) || acceptEcn(burst, frame));
        if (accepted) {
            byRemote.received(burst.remote(frame), burst.length(frame));
            PartialChecksum.recognise(burst, frame, mtu);
        }
        return accepted;
    }

    private boolean acceptRemote(Burst burst, int frame) {
        long high = burst.sourceHigh(frame);
        long low = burst.sourceLow(frame);
        int remote = remotes.find(high, low);
        if (remote == RemoteTable.NONE && !(learnsRemotes && remotes.isPossibleSender(high, low))) {
            return drop(DropReason.VXLAN_UNKNOWN_REMOTE, burst, frame);
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
            return drop(DropReason.ECN_CONFLICT, burst, frame);
        }
        if (merged != inner) {
            InnerTos.set(burst.slab(), start, layers, merged);
        }
        return true;
    }

    private boolean drop(DropReason reason, Burst burst, int frame) {
        counters.dropReceived(reason, burst, 1L << frame);
        return false;
    }
}
