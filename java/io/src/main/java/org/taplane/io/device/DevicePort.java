package org.taplane.io.device;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.nativeio.SendResult;
import org.taplane.wire.Slab;

/**
 * One queue of a kernel device as a port. Devices come and go: while none is attached, frames are dropped and counted.
 * Only the owning shard's thread calls it.
 */
public final class DevicePort implements Port {
    private static final int DETACHED = -1;

    private final FrameQueue queue;
    private final PortCounters counters = new PortCounters();
    private int fd = DETACHED;

    public DevicePort(FrameQueue queue) {
        this.queue = queue;
    }

    public void attach(int queueFd) {
        fd = queueFd;
    }

    public void detach() {
        fd = DETACHED;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        if (fd == DETACHED) {
            counters.dropSent(DropReason.PORT_DOWN, frames.size());
            return;
        }
        int next = 0;
        while (next < frames.size()) {
            next = send(burst, frames, next);
        }
    }

    /** Sends from {@code next} on until the kernel refuses a frame; that one is dropped. Where to go on is returned. */
    private int send(Burst burst, FrameList frames, int next) {
        Slab slab = burst.slab();
        long result = queue.send(fd, slab.address(), slab.size(), frames.array(), next, frames.size());
        int end = next + SendResult.sent(result);
        counters.sent(end - next, bytes(burst, frames, next, end));
        if (SendResult.errno(result) == 0) {
            return end;
        }
        counters.dropSent(SendErrno.reason(SendResult.errno(result)), 1);
        return end + 1;
    }

    private static long bytes(Burst burst, FrameList frames, int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += burst.length(frames.get(i));
        }
        return bytes;
    }
}
