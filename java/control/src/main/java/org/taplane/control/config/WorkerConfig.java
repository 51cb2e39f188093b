package org.taplane.control.config;

import java.util.List;

/**
 * The forwarding threads.
 *
 * @param count 1 to {@value #MAX_COUNT}
 * @param poll how they wait
 * @param cpus processors that they stay on, the first worker on the first and so on, beginning again after the last; empty
 *     if the scheduler may move them
 * @param io how they read TAP devices
 * @param fastPath whether the kernel forwards in their stead
 */
public record WorkerConfig(int count, Poll poll, List<Integer> cpus, Io io, FastPath fastPath) {
    public static final int MAX_COUNT = 64;

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

    /** How a thread gets the frames of a TAP device. */
    public enum Io {
        /** It waits for readiness, and reads frame by frame. */
        EPOLL,
        /** It has the kernel fill a burst at a time. */
        IO_URING,
        /** By io_uring where the kernel allows it. */
        AUTO
    }

    /** Who forwards frames between known stations. */
    public enum FastPath {
        /** The kernel, where it can. */
        AUTO,
        /** The threads. */
        OFF
    }
}
