package org.taplane.io.vhost;

/** Who is told that a queue was stopped because of what is in the guest's memory. */
@FunctionalInterface
public interface FaultListener {
    /**
     * Called on a shard, once for each queue.
     *
     * @param status of {@link org.taplane.nativeio.VhostIo}
     */
    void fault(int status);
}
