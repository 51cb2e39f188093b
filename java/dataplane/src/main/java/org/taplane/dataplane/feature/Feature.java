package org.taplane.dataplane.feature;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;

/** A pass over the frames of one port at one stage. It is called once a burst, by every shard: what it keeps is shared. */
public interface Feature {
    /** What the operator calls it: as the key of the configuration. */
    String name();

    Stage stage();

    /**
     * Judges, or changes, a set of frames.
     *
     * @param counters of the port that the plan has the feature for: where frames that are lost have been counted, as
     *     received ones or, at {@link Stage#LEAVING}, as sent ones
     * @return the frames that go on
     */
    long pass(Burst burst, long frames, PortCounters counters);

    /**
     * Whether it has to see frames between known stations. One that does not leaves them to the kernel, which forwards them by
     * itself where it can.
     */
    default boolean judgesKnown() {
        return true;
    }

    /**
     * A feature that judges as this one would now, for a frame that is not really there: what the two keep, each keeps for
     * itself. A feature that keeps nothing is its own.
     */
    Feature rehearsal();

    /** Other ports that what comes in by this one is not flooded to. */
    default PortSet barred() {
        return PortSet.EMPTY;
    }
}
