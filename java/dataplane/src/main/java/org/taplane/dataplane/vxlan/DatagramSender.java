package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Slab;

/** Gives batches of datagrams to the kernel. One call a batch. */
public interface DatagramSender {
    /** How many sockets, each with its own source port, the flows are spread over. */
    int sockets();

    /** Whether a message may be cut into datagrams on the way ({@link DatagramBatch#segment}); may change. */
    boolean segments();

    /**
     * Longest frame to be cut that is taken whole, {@link DatagramBatch#segmentation} beside it; 0 if frames must be cut
     * before. Never changes.
     */
    default int longestUncut() {
        return 0;
    }

    /**
     * Sends every message of the batch, those of one socket in order, and sets {@link DatagramBatch#error} of each.
     *
     * @param frames the slab of the {@link DatagramBatch#FRAMES} pieces
     * @return how many messages the kernel refused
     */
    int send(Slab frames, DatagramBatch batch);

    /** What a refusal with {@code errno} counts as. */
    DropReason reason(int errno);
}
