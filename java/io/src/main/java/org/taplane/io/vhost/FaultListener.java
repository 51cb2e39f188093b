package org.taplane.io.vhost;

/** Who is told that a queue was stopped because of what is in the guest's memory. */
@FunctionalInterface
interface FaultListener {
    /** Called on a shard, once for each queue. */
    void fault(int status);
}
