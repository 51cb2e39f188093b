package org.taplane.io.device;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.io.shard.Receiver;

/** Reads one queue of a kernel device and hands its frames to a forwarder. */
public final class DeviceReceiver implements Receiver {
    private final FrameSource source;
    private final int slot;
    private final Forwarder forwarder;

    /** @param slot of the port that the queue belongs to */
    public DeviceReceiver(FrameSource source, int slot, Forwarder forwarder) {
        this.source = source;
        this.slot = slot;
        this.forwarder = forwarder;
    }

    @Override
    public int receive(Burst burst) {
        int count = source.receive(burst);
        if (count > 0) {
            burst.select(Burst.first(count), slot);
            forwarder.forward(burst);
        }
        return count;
    }
}
