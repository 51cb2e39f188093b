package org.taplane.io.device;

import org.taplane.dataplane.frame.Burst;

/** How a shard gets the frames of one queue, whose descriptor is readable while there are any. Only the shard's thread uses it, from its making to {@link #close}. */
public interface FrameSource extends AutoCloseable {
    /**
     * Reads at most one burst.
     *
     * @return see {@link org.taplane.nativeio.ReceiveResult}
     */
    long receive(Burst burst);

    /** The queue stays open. */
    @Override
    void close();

    /** Reads the queue itself, frame by frame. */
    static FrameSource direct(QueueIo queue, int fd) {
        return new FrameSource() {
            @Override
            public long receive(Burst burst) {
                return queue.receive(fd, burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
            }

            @Override
            public void close() {}
        };
    }
}
