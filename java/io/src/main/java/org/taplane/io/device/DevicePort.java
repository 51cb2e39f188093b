package org.taplane.io.device;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.Gro;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.nativeio.SendResult;
import org.taplane.wire.Slab;

/**
 * One queue of a kernel device as a port. Where the queue takes trains, segments are joined on the way out. Devices come
 * and go: while none is attached, frames are dropped and counted. Only the owning shard's thread calls it.
 */
public final class DevicePort implements Port {
    private static final int DETACHED = -1;

    private final QueueIo queue;
    private final PortCounters counters = new PortCounters();
    private final Gro joiner;
    private int fd = DETACHED;

    public DevicePort(QueueIo queue) {
        this.queue = queue;
        joiner = new Gro(queue.takesUdpTrains());
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
            counters.dropSent(DropReason.PORT_DOWN, burst, frames.set());
            return;
        }
        boolean joined = queue.takesTrains() && joiner.join(burst, frames);
        write(burst, joined ? joiner.writes() : frames);
    }

    private void write(Burst burst, FrameList entries) {
        int next = 0;
        while (next < entries.size()) {
            next = send(burst, entries, next);
        }
    }

    /** Sends from {@code next} on until the kernel refuses an entry; that one is dropped. Where to go on is returned. */
    private int send(Burst burst, FrameList entries, int next) {
        Slab slab = burst.slab();
        long trains = joiner.trains().address();
        long result = queue.send(fd, slab.address(), slab.size(), trains, entries.array(), next, entries.size());
        int end = next + SendResult.sent(result);
        countSent(burst, entries, next, end);
        if (SendResult.errno(result) == 0) {
            return end;
        }
        long refused = joiner.trains().set(entries.get(end));
        counters.dropSent(SendErrno.reason(SendResult.errno(result)), burst, refused);
        return end + 1;
    }

    /** What was joined counts as the frames that came. */
    private void countSent(Burst burst, FrameList entries, int from, int to) {
        long frames = 0;
        long bytes = 0;
        for (int i = from; i < to; i++) {
            frames += joiner.trains().frames(entries.get(i));
            bytes += bytes(burst, entries.get(i));
        }
        counters.sent(frames, bytes);
    }

    private long bytes(Burst burst, int entry) {
        int frames = joiner.trains().frames(entry);
        long bytes = 0;
        for (int place = 0; place < frames; place++) {
            bytes += burst.length(joiner.trains().frame(entry, place));
        }
        return bytes;
    }
}
