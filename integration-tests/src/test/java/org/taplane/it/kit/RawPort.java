package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint that speaks raw Ethernet on an interface: it injects frames and captures all that arrive, from the moment
 * it is opened.
 */
public final class RawPort implements AutoCloseable {
    private static final int POLL_MILLIS = 50;

    private final String name;
    private final PacketSocket socket;
    private final Arrivals<TestFrame> captured = new Arrivals<>();
    private final Thread reader;
    private volatile boolean closed;

    private RawPort(String name, PacketSocket socket) {
        this.name = name;
        this.socket = socket;
        this.reader = Thread.ofPlatform().daemon().name("raw port " + name).unstarted(this::capture);
    }

    public static RawPort open(Namespace namespace, String device) {
        RawPort port = new RawPort(namespace + "/" + device, namespace.call(() -> PacketSocket.open(device)));
        port.reader.start();
        return port;
    }

    public void send(TestFrame frame) {
        send(frame.bytes());
    }

    /** Sends bytes that need not be a frame at all. */
    public void send(byte[] bytes) {
        socket.send(bytes);
    }

    /** All frames so far, in the order they came. */
    public List<TestFrame> captured() {
        return captured.all();
    }

    /** The frames so far that match, in the order they came. */
    public List<TestFrame> captured(FrameMatcher expected) {
        return captured.all().stream().filter(expected::matches).toList();
    }

    /** Forgets what was captured. */
    public void clear() {
        captured.clear();
    }

    long count(FrameMatcher expected) {
        return captured.count(expected::matches);
    }

    /** Waits until {@code times} frames match; false when {@code bound} is over first. */
    boolean awaitCount(FrameMatcher expected, long times, Duration bound) {
        return captured.await(expected::matches, times, bound);
    }

    private void capture() {
        while (!closed) {
            receive().map(TestFrame::parse).ifPresent(captured::add);
        }
        socket.close();
    }

    /** An interface that goes down tells so once, by an error; the port goes on. */
    private Optional<byte[]> receive() {
        try {
            return socket.receive(POLL_MILLIS);
        } catch (LastErrorException linkDown) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
