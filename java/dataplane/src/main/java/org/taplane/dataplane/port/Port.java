package org.taplane.dataplane.port;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;

/**
 * One shard's end of a switch port: what carries whole frames out. Only its shard calls it, so it needs no locks.
 *
 * <p>A port that receives reads a burst, selects the frames with its own number as ingress, and calls
 * {@code Bridge.forward}.
 */
public interface Port {
    /**
     * Sends the listed frames, in order. On return every frame has been copied out or counted as dropped; the frames'
     * bytes are as they were, except for {@link Burst#HEADROOM} bytes before each.
     */
    void transmit(Burst burst, FrameList frames);

    /** Says how the port may answer stations; before the first frame. */
    default void answerBy(Replies replies) {}

    /** Says that {@code frame}, for this port, is longer than its MTU: it was dropped and counted. */
    default void tooLong(Burst burst, int frame) {}

    /** This shard's counters of the port. */
    PortCounters counters();
}
