package org.taplane.dataplane.port;

import org.taplane.dataplane.frame.Burst;

/** How a port answers a station itself, in one shard: one frame at a time, straight to the port that the station is behind. */
public interface Replies {
    /** Longest frame of an answer, in bytes. */
    int LONGEST = 1514;

    /** Where an answer is written: at the start of frame 0, without a tag. */
    Burst draft();

    /**
     * Sends the first {@code length} bytes of the draft to where {@code frame} of {@code burst}, now on its way out, came
     * from, in its VLAN. Returns whether that port is up.
     */
    boolean send(int length, Burst burst, int frame);
}
