package org.taplane.io.socket;

import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.wire.Slab;

/** Gives frames to a peer. Any shard may call it; it never waits for the peer. */
@FunctionalInterface
public interface FrameSender {
    /**
     * Sends every message of the batch as a frame, in order, and sets {@link DatagramBatch#error} of each.
     *
     * @param frames the slab of the {@link DatagramBatch#FRAMES} pieces
     * @return how many were refused
     */
    int send(Slab frames, DatagramBatch batch);
}
