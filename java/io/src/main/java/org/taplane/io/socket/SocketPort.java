package org.taplane.io.socket;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/**
 * One shard's end of a port whose frames go through a socket. Peers come and go: while none is attached, frames are dropped
 * and counted. Only the owning shard's thread calls it.
 */
public final class SocketPort implements Port {
    private final PortCounters counters = new PortCounters();
    private final PlainFrames frames = new PlainFrames(counters);
    private @Nullable FrameSender peer;

    public void attach(FrameSender sender) {
        peer = sender;
    }

    public void detach() {
        peer = null;
    }

    @Override
    public void transmit(Burst burst, FrameList list) {
        if (peer == null) {
            counters.dropSent(DropReason.NO_PEER, burst, list.set());
        } else {
            frames.send(burst, list, peer);
        }
    }

    @Override
    public PortCounters counters() {
        return counters;
    }
}
