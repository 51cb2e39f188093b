package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;

/** What takes a burst's selected frames further: the bridge of the port that they came in by. */
@FunctionalInterface
public interface Forwarder {
    void forward(Burst burst);
}
