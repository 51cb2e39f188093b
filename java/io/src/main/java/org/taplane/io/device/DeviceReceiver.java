package org.taplane.io.device;

import org.taplane.dataplane.bridge.Forwarder;
import org.taplane.dataplane.frame.Burst;
import org.taplane.io.shard.Receiver;

/** Reads one queue of a kernel device and hands its frames to a forwarder. */
public final class DeviceReceiver implements Receiver {
    private final FrameQueue queue;
    private final int fd;
    private final int port;
    private final Forwarder forwarder;

    /** @param port number of the port that the queue belongs to */
    public DeviceReceiver(FrameQueue queue, int fd, int port, Forwarder forwarder) {
        this.queue = queue;
        this.fd = fd;
        this.port = port;
        this.forwarder = forwarder;
    }

    @Override
    public int receive(Burst burst) {
        int count = queue.receive(
                fd, burst.slab().address(), Burst.dataOffset(), burst.slab().size(), Burst.CAPACITY);
        if (count > 0) {
            burst.select(0, count, port);
            forwarder.forward(burst);
        }
        return count;
    }
}
