package org.taplane.io.shard;

import org.taplane.dataplane.frame.Burst;

/** What a shard calls when a descriptor has frames. */
@FunctionalInterface
public interface Receiver {
    /** Nothing will ever come again: the descriptor is to be left alone. */
    int GONE = -1;

    /** No frame could be read or forwarded. */
    int FAILED = -2;

    /**
     * Reads about one burst and forwards it.
     *
     * @return frames read or lost, {@link Burst#CAPACITY} or more if others may be waiting; 0 when the queue is empty;
     *     {@link #GONE} or {@link #FAILED}
     */
    int receive(Burst burst);
}
