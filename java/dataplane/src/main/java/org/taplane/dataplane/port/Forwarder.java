package org.taplane.dataplane.port;

import org.taplane.dataplane.frame.Burst;

/** Where a receiving port hands its frames. */
@FunctionalInterface
public interface Forwarder {
    /** Carries the burst's selected frames to where they belong; on return they are done with. */
    void forward(Burst burst);
}
