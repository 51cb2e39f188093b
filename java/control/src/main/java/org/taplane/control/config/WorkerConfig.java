package org.taplane.control.config;

import java.util.List;

/**
 * The forwarding threads.
 *
 * @param count 1 to 64
 * @param poll how they wait
 * @param cpus processors that they stay on, the first worker on the first and so on, beginning again after the last; empty
 *     if the scheduler may move them
 */
public record WorkerConfig(int count, Poll poll, List<Integer> cpus) {
    public WorkerConfig {
        cpus = List.copyOf(cpus);
    }

    /** What a thread does when no frame is waiting. */
    public enum Poll {
        /** It sleeps until one comes. */
        SLEEP,
        /** It goes on looking for a while before it sleeps. */
        ADAPTIVE
    }
}
