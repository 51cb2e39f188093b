package org.taplane.io.device;

import org.taplane.io.sys.Netns;

/** A kernel device with a queue a shard. */
public interface QueuedDevice extends AutoCloseable {
    /** The descriptors, one a queue, in a fixed order. */
    int[] fds();

    /** The namespace that the descriptors keep alive, which is that in which they were opened; the caller closes it. */
    Netns.Opened held();

    /**
     * The namespace that the device is in at this moment; the caller closes it.
     *
     * @throws org.taplane.io.sys.SysException if there is no device any more, or its namespace is ending
     */
    Netns.Opened netns();

    /** Leaves the device. The descriptors must have left every event loop before. */
    @Override
    void close();
}
