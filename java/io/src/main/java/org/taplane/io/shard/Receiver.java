package org.taplane.io.shard;

import org.taplane.dataplane.frame.Burst;

/** What a shard calls when a descriptor has frames. */
@FunctionalInterface
public interface Receiver {
    /**
     * Reads about one burst and forwards it.
     *
     * @return frames read, {@link Burst#CAPACITY} or more if others may be waiting; 0 when the queue is empty; negative when nothing will ever come again and the descriptor is
     *     to be left alone
     */
    int receive(Burst burst);
}
