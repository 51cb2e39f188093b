package org.taplane.io.socket;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.tunnel.DatagramBatch;
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
    private final Fd socket;
    private final StreamBuffers buffers;
    private final Object sending = new Object();
    private @Nullable Watch watch;
    private boolean awaitsRoom;

    /** Takes over a connected, non-blocking socket. */
    public StreamLink(Fd socket, StreamBuffers buffers) {
        this.socket = socket;
        this.buffers = buffers;
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
                    buffers.rest());
            awaitRoom();
            return refused;
        }
    }

    /** Sends what is left of a frame. That the peer is gone the reader finds out. */
    public void onWritable() {
        synchronized (sending) {
            awaitsRoom = false;
            StreamIo.flush(socket.value(), buffers.rest());
            awaitRoom();
        }
    }

    private void awaitRoom() {
        if (watch != null && !awaitsRoom && buffers.hasRest()) {
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
