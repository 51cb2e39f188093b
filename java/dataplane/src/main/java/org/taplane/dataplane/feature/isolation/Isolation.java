package org.taplane.dataplane.feature.isolation;

import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;

/** Keeps what comes in by an isolated port from the other isolated ports of its bridge, known station or not. */
public final class Isolation implements Feature {
    private final PortSet isolated;

    /** @param isolated the isolated ports of the bridge, the one that has this feature among them */
    public Isolation(PortSet isolated) {
        this.isolated = isolated;
    }

    @Override
    public String name() {
        return "isolated";
    }

    @Override
    public Stage stage() {
        return Stage.ROUTED;
    }

    @Override
    public PortSet barred() {
        return isolated;
    }

    /** The kernel knows which ports are isolated. */
    @Override
    public boolean judgesKnown() {
        return false;
    }

    @Override
    public Feature rehearsal() {
        return this;
    }

    /** What is flooded leaves out the barred ports; only what has one destination is judged here. */
    @Override
    public long pass(Burst burst, long frames, PortCounters counters) {
        long reachable = frames;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            int egress = burst.egress(frame);
            if (egress != Burst.FLOOD && isolated.contains(egress)) {
                reachable &= ~(1L << frame);
            }
        }
        if (reachable != frames) {
            counters.dropReceived(DropReason.ISOLATED, burst, frames & ~reachable);
        }
        return reachable;
    }
}
