package org.taplane.io.uring;

import org.taplane.dataplane.frame.Burst;
import org.taplane.io.device.FrameSource;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.UringIo;
import org.taplane.wire.Slab;

/** A ring that one queue of a TAP device is read by: the kernel fills a burst in one call. */
public final class TapRing implements FrameSource {
    private final Slab reader = Slab.allocate(UringIo.READER);

    private TapRing(int queue) {
        int errno = -UringIo.open(reader.address(), queue);
        if (errno != 0) {
            throw SysException.of("io_uring_setup", errno);
        }
    }

    /**
     * A ring of the calling thread, which is to be the shard's.
     *
     * @throws SysException if the kernel refuses it
     */
    public static TapRing open(int queue) {
        return new TapRing(queue);
    }

    @Override
    public long receive(Burst burst) {
        Slab slab = burst.slab();
        return UringIo.receive(reader.address(), slab.address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
    }

    @Override
    public void close() {
        UringIo.close(reader.address());
    }
}
