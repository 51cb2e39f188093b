package org.taplane.io.socket;

import java.util.function.Consumer;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Errno;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.nativeio.StreamIo;

/**
 * Reads a connection in large pieces and hands on the frames in them. All that are whole go at once, because nothing would
 * wake the shard for what stays in the buffer: 128 KiB, which also bounds how long the other ports wait.
 */
public final class StreamReceiver implements Receiver {
    /** There is room for more than that in any case: a read of less has emptied the socket. */
    private static final int LARGE_READ = 64 * 1024;

    private final int fd;
    private final int slot;
    private final Forwarder forwarder;
    private final PortCounters counters;
    private final Reception reception;
    private final Consumer<String> onEnd;
    private final StreamBuffers buffers;

    /**
     * A reader of one connection.
     *
     * @param slot of the port that the connection belongs to
     * @param onEnd told, on the shard's thread, why nothing will come any more
     */
    public StreamReceiver(
            int fd,
            int slot,
            Forwarder forwarder,
            PortCounters counters,
            Reception reception,
            Consumer<String> onEnd,
            StreamBuffers buffers) {
        this.fd = fd;
        this.slot = slot;
        this.forwarder = forwarder;
        this.counters = counters;
        this.reception = reception;
        this.onEnd = onEnd;
        this.buffers = buffers;
    }

    @Override
    public int receive(Burst burst) {
        int read = StreamIo.fill(fd, buffers.input());
        if (read > 0) {
            return forwardAll(burst, read);
        }
        if (read == -Errno.EAGAIN || read == -Errno.EINTR) {
            return 0;
        }
        if (buffers.hasInput()) {
            counters.dropReceived(DropReason.STREAM_CUT_OFF, 1);
        }
        return end(read == 0 ? "the peer has closed the connection" : Errno.text(-read));
    }

    private int forwardAll(Burst burst, int read) {
        long result = cut(burst);
        int frames = 0;
        while (ReceiveResult.frames(result) > 0) {
            frames += ReceiveResult.frames(result);
            forward(burst, result);
            result = cut(burst);
        }
        if (ReceiveResult.errno(result) != 0) {
            counters.dropReceived(DropReason.STREAM_BAD_LENGTH, 1);
            return end("the peer has sent a length that no frame has");
        }
        return read > LARGE_READ ? Math.max(frames, Burst.CAPACITY) : Math.clamp(frames, 1, Burst.CAPACITY - 1);
    }

    private long cut(Burst burst) {
        return StreamIo.cut(
                buffers.input(), burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
    }

    /** A burst that cannot be forwarded is lost; those behind it are not. */
    private void forward(Burst burst, long result) {
        try {
            burst.select(Burst.first(ReceiveResult.frames(result)), slot);
            forwarder.forward(burst);
        } catch (RuntimeException | Error fault) {
            reception.fail(ReceiveResult.frames(result), fault);
        }
    }

    private int end(String why) {
        onEnd.accept(why);
        return GONE;
    }
}
