package org.taplane.io.socket;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.vxlan.DatagramBatch;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Fd;
import org.taplane.nativeio.StreamIo;
import org.taplane.wire.Slab;

/**
 * A connection by which all shards send, one after the other: a frame must not begin inside another one. Nobody waits for the
 * peer: what it does not take at once is refused, but for the rest of a frame that has begun, which the shard that reads the
 * connection sends when there is room.
 */
public final class StreamLink implements FrameSender, AutoCloseable {
    /** Where the rest of a frame ends in the buffer, or 0: as {@link StreamIo} has it. */
    private static final int REST_END = 4;

    private final Fd socket;
    private final Slab rest = Slab.allocate(StreamIo.OUTPUT_BYTES);
    private final Object sending = new Object();
    private @Nullable Watch watch;
    private boolean awaitsRoom;

    /** Takes over a connected, non-blocking socket. */
    public StreamLink(Fd socket) {
        this.socket = socket;
    }

    public int fd() {
        return socket.value();
    }

    /** The watch by which {@link #onWritable} is called. */
    public void watchedBy(Watch reading) {
        synchronized (sending) {
            watch = reading;
            awaitRoom();
        }
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        Slab table = batch.slab();
        synchronized (sending) {
            int refused = StreamIo.send(
                    socket.value(),
                    table.address(),
                    table.size(),
                    batch.messages(),
                    frames.address(),
                    frames.size(),
                    rest.address());
            awaitRoom();
            return refused;
        }
    }

    /** Sends what is left of a frame. That the peer is gone the reader finds out. */
    public void onWritable() {
        synchronized (sending) {
            awaitsRoom = false;
            StreamIo.flush(socket.value(), rest.address());
            awaitRoom();
        }
    }

    private void awaitRoom() {
        if (watch != null && !awaitsRoom && rest.native32(REST_END) != 0) {
            awaitsRoom = true;
            watch.awaitWritable();
        }
    }

    /** Nobody may send any more, and the watch is closed. */
    @Override
    public void close() {
        socket.close();
    }
}
