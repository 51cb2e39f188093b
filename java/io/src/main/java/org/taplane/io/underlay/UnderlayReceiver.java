package org.taplane.io.underlay;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.shard.Receiver;
import org.taplane.nativeio.UnderlayIo;

/** One queue of an underlay device, read by one shard. */
public final class UnderlayReceiver implements Receiver {
    private final int fd;
    private final UnderlayIngress ingress;

    UnderlayReceiver(int fd, UnderlayIngress ingress) {
        this.fd = fd;
        this.ingress = ingress;
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return fd;
    }

    @Override
    public int receive(Burst burst) {
        int count = UnderlayIo.receive(fd, burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
        if (count <= 0) {
            return count;
        }
        boolean endsWithBundle = UnderlayIngress.endsWithBundle(burst, count);
        ingress.receive(burst, count);
        return endsWithBundle ? Burst.CAPACITY : count;
    }
}
