package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Slab;

/** Gives batches of datagrams to the kernel. One call a batch. */
public interface DatagramSender {
    /** {@link #pathMtu} of an address that nothing is known about. */
    int UNKNOWN_MTU = Integer.MAX_VALUE;

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

    /**
     * Longest frame, in bytes after its Ethernet header, that reaches an address whole as far as the kernel knows now, or
     * {@link #UNKNOWN_MTU}. Asks the kernel: not for each frame.
     */
    default int pathMtu(long high, long low) {
        return UNKNOWN_MTU;
    }

    /** What a refusal with {@code errno} counts as. */
    DropReason reason(int errno);
}
