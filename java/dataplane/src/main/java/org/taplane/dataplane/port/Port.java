package org.taplane.dataplane.port;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;

/**
 * One shard's end of a switch port: what carries whole frames out. Only its shard calls it, so it needs no locks.
 *
 * <p>A port that receives reads a burst, selects the frames with its own slot as ingress, and calls a
 * {@link Forwarder}.
 */
public interface Port {
    /**
     * Sends the listed frames, in order. On return every frame has been copied out or counted as dropped; flooded frames,
     * bytes and descriptor, are as they were, except for {@link Burst#HEADROOM} bytes before each.
     */
    void transmit(Burst burst, FrameList frames);

    /** Says how the port may answer stations; before the first frame. */
    default void answerBy(Replies replies) {}

    /** This shard's counters of the port. */
    PortCounters counters();
}
