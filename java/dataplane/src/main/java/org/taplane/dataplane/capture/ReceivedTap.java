package org.taplane.dataplane.capture;

import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.PortCounters;

/** Shows a tap what comes in by a port, before anything judges it. It stands first among the port's features. */
final class ReceivedTap implements Feature {
    private final ShardTap[] ends;
    private final int pvid;

    /** @param pvid the VLAN of a frame without a tag; 0: none */
    ReceivedTap(ShardTap[] ends, int pvid) {
        this.ends = ends;
        this.pvid = pvid;
    }

    @Override
    public String name() {
        return "capture";
    }

    @Override
    public Stage stage() {
        return Stage.RECEIVED;
    }

    /** A frame that is not really there is not captured. */
    @Override
    public Feature rehearsal() {
        return new ReceivedTap(new ShardTap[0], pvid);
    }

    @Override
    public long pass(Burst burst, long frames, PortCounters counters) {
        if (ends.length != 0) {
            ends[burst.shard()].received(burst, frames, pvid);
        }
        return frames;
    }
}
