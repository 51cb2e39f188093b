package org.taplane.io.socket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;

/** A connection between a port on a shard of its own and a peer, which is a plain blocking socket of the JDK. */
final class StreamRig implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    final SocketPort port = new SocketPort();
    final SocketChannel peer;

    private final Shard shard = Shard.sleeping(0, 4);
    private final StreamListener listener;
    private final StreamLink link;
    private final Watch watch;
    private final DataInputStream fromPort;

    StreamRig(Path directory) throws IOException {
        Path path = directory.resolve("s" + Long.toHexString(System.nanoTime()));
        listener = StreamListener.open(new SocketName.Unix(path), 0600);
        peer = SocketChannel.open(UnixDomainSocketAddress.of(path));
        fromPort = new DataInputStream(Channels.newInputStream(peer));
        StreamBuffers buffers = new StreamBuffers();
        link = new StreamLink(listener.accept().orElseThrow(), buffers);
        StreamReceiver receiver = new StreamReceiver(
                link.fd(),
                0,
                this::take,
                port.counters(),
                new Reception(0, port.counters(), (slot, fault) -> ends.add("fault " + fault)),
                ends::add,
                buffers);
        shard.run(() -> port.attach(link));
        watch = shard.watch(link.fd(), receiver, link::onWritable);
        link.watchedBy(watch);
    }

    private void take(Burst burst) {
        for (long left = burst.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            received.add(burst.slab().bytes(burst.start(frame), burst.length(frame)));
        }
    }

    void send(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                peer.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames as the peer has them to send: each behind its length. */
    static byte[] stream(List<byte[]> frames) {
        int size =
                frames.stream().mapToInt(frame -> Integer.BYTES + frame.length).sum();
        ByteBuffer stream = ByteBuffer.allocate(size);
        frames.forEach(frame -> stream.putInt(frame.length).put(frame));
        return stream.array();
    }

    byte[] nextReceived() throws InterruptedException {
        byte[] frame = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame comes");
        }
        return frame;
    }

    String end() throws InterruptedException {
        String why = ends.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (why == null) {
            throw new AssertionError("the connection does not end");
        }
        return why;
    }

    /** Sends one burst by the port. */
    void transmit(Burst burst, FrameList frames) {
        shard.run(() -> port.transmit(burst, frames));
    }

    /** So many frames as the peer reads them; fails when the stream ends before. */
    List<byte[]> read(long count) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        while (frames.size() < count) {
            byte[] frame = new byte[fromPort.readInt()];
            fromPort.readFully(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** Ends the port's side; whether the peer has read everything. */
    boolean isDrainedAfterClose() throws IOException {
        release();
        try {
            fromPort.readByte();
            return false;
        } catch (EOFException e) {
            return true;
        }
    }

    private void release() {
        watch.close();
        shard.run(port::detach);
        link.close();
    }

    @Override
    public void close() throws IOException {
        release();
        peer.close();
        shard.close();
        listener.close();
    }
}
