package org.taplane.dataplane.port;

import org.taplane.dataplane.frame.Burst;

/** Is shown the frames that one port drops, in one shard, as they are at that moment; it may copy them. */
@FunctionalInterface
public interface DropTap {
    /** Called on the shard's thread with frames, a set, that were counted under a reason. */
    void dropped(DropReason reason, Direction direction, Burst burst, long frames);
}
