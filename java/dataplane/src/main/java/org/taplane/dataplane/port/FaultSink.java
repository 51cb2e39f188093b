package org.taplane.dataplane.port;

/** Who is told of faults: in one port they must not stop the others, and must not go unseen. */
@FunctionalInterface
public interface FaultSink {
    /**
     * Called on a forwarding thread, possibly for every burst: implementations bound what they write.
     *
     * @param slot of the port that failed, or whose frames made the switch fail
     */
    void report(int slot, Throwable fault);
}
