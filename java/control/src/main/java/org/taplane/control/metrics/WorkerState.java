package org.taplane.control.metrics;

/**
 * A forwarding thread.
 *
 * @param name the thread's
 * @param busySeconds how long it was reading, forwarding or sending frames
 * @param burstFrames how many frames it took from a queue at a time
 * @param burstSeconds how long it took from reading a burst until its last frame was sent
 */
public record WorkerState(String name, double busySeconds, Distribution burstFrames, Distribution burstSeconds) {}
