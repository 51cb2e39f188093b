package org.taplane.io.underlay;

import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.OuterHeaders;
import org.taplane.io.device.SendErrno;
import org.taplane.nativeio.UnderlayIo;
import org.taplane.wire.Slab;

/**
 * One shard's end of a tunnel on an underlay device: each message becomes one Ethernet frame, whose headers are written
 * here. Frames of 64 KB leave whole; the kernel cuts them where the path needs it.
 */
public final class UnderlaySender implements DatagramSender {
    /** Offload header, Ethernet, IPv6 and UDP, up to the next cache line. */
    private static final int STRIDE = 128;

    private static final int DETACHED = -1;

    private final OuterHeaders headers;
    private final Slab written = Slab.allocate(DatagramBatch.MESSAGES * STRIDE);

    private int fd = DETACHED;

    UnderlaySender(OuterHeaders headers) {
        this.headers = headers;
    }

    /** Sends by this queue from now on; on the thread that sends. */
    public void attach(int queueFd) {
        fd = queueFd;
    }

    /** Every message is refused until {@link #attach}. */
    public void detach() {
        fd = DETACHED;
    }

    /** Source ports. */
    @Override
    public int sockets() {
        return headers.flows();
    }

    /** The kernel cuts frames here, not runs of datagrams. */
    @Override
    public boolean segments() {
        return false;
    }

    @Override
    public int longestUncut() {
        return headers.longestFrame();
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        for (int message = 0; message < batch.messages(); message++) {
            headers.write(written, message * STRIDE, batch, message, frames);
        }
        Slab table = batch.slab();
        return UnderlayIo.send(
                fd,
                table.address(),
                table.size(),
                batch.messages(),
                frames.address(),
                frames.size(),
                written.address(),
                STRIDE,
                headers.length());
    }

    @Override
    public DropReason reason(int errno) {
        return fd == DETACHED ? DropReason.PORT_DOWN : SendErrno.reason(errno);
    }
}
