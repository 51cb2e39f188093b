package org.taplane.it.kit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** What connects to a stream port: it sends and captures frames, or bytes that are none. */
public final class StreamPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final Arrivals<TestFrame> captured = new Arrivals<>();

    private StreamPeer(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects and does not read. */
    public static StreamPeer connect(Path socket) {
        try {
            return new StreamPeer(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects if that needs no waiting, sends a few bytes, and is gone; whether it was let in. */
    public static boolean knock(Path socket, byte[] bytes) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(bytes));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Captures what comes, from now on. */
    public StreamPeer reading() {
        Thread.ofPlatform().daemon().name("stream peer").start(this::capture);
        return this;
    }

    private void capture() {
        try (DataInputStream in = new DataInputStream(Channels.newInputStream(channel))) {
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                captured.add(TestFrame.parse(frame));
            }
        } catch (IOException ended) {
            captured.end();
        }
    }

    /** Returns whether the other side took it. */
    public boolean send(TestFrame frame) {
        byte[] bytes = frame.bytes();
        return send(ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    /** Sends bytes that need not be a frame at all; whether the other side took them. */
    public boolean send(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Whether a frame has come, or comes in time. */
    public boolean receives(TestFrame frame) {
        return captured.await(frame::equals, 1, PATIENCE);
    }

    /** Whether the other side closes the connection; frames before that are lost. */
    public boolean isClosed() {
        try {
            ByteBuffer rest = ByteBuffer.allocate(1 << 16);
            while (channel.read(rest.clear()) >= 0) {
                // to the end
            }
            return true;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
