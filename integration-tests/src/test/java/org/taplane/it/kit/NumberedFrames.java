package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered frames of 60 bytes, sent at a steady rate from one device to another until {@link #end}: each has to arrive,
 * once, and in its order.
 */
public final class NumberedFrames implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(2);
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final int POLL_MILLIS = 100;

    private final Mac source;
    private final Mac destination;
    private final PacketSocket out;
    private final PacketSocket in;
    private final Thread sender =
            Thread.ofPlatform().daemon().name("numbered frames").unstarted(this::send);
    private final Thread receiver =
            Thread.ofPlatform().daemon().name("numbered frames in").unstarted(this::receive);
    private volatile boolean ended;
    private volatile boolean closed;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile int arrived;
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile String firstFault = "";
    private volatile long longestNanos;

    private NumberedFrames(Mac source, Mac destination, PacketSocket out, PacketSocket in) {
        this.source = source;
        this.destination = destination;
        this.out = out;
        this.in = in;
    }

    /**
     * What became of the frames.
     *
     * @param late how many came after one with a higher number, or again
     */
    public record Tally(int sent, int arrived, int faults, int late, String firstFault, Duration longest) {}

    /** Begins to send. */
    public static NumberedFrames between(Namespace at, String from, Mac source, String to, Mac destination) {
        NumberedFrames frames = new NumberedFrames(
                source, destination, at.call(() -> PacketSocket.open(from)), at.call(() -> PacketSocket.open(to)));
        frames.receiver.start();
        frames.sender.start();
        return frames;
    }

    private void send() {
        long next = System.nanoTime();
        while (!ended) {
            byte[] payload = ByteBuffer.allocate(46)
                    .putInt(sent.get())
                    .putLong(System.nanoTime())
                    .array();
            out.send(TestFrame.to(destination).from(source).payload(payload).bytes());
            sent.incrementAndGet();
            next += PERIOD.toNanos();
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void receive() {
        while (!closed) {
            try {
                Optional<byte[]> frame = in.receive(POLL_MILLIS);
                frame.map(TestFrame::parse)
                        .filter(found -> found.type() == TestFrame.EXPERIMENTAL
                                && found.source().equals(source))
                        .ifPresent(found -> take(found.payload().duplicate()));
            } catch (LastErrorException linkDown) {
                fault("the link went down");
            }
        }
    }

    private void take(ByteBuffer payload) {
        int number = payload.getInt();
        longestNanos = Math.max(longestNanos, System.nanoTime() - payload.getLong());
        if (number < arrived) {
            late.incrementAndGet();
        }
        if (number != arrived) {
            fault(number + " came when " + arrived + " was expected");
        }
        arrived = number + 1;
    }

    private void fault(String what) {
        firstFault = faults.getAndIncrement() == 0 ? what : firstFault;
    }

    /** Sends no more, and waits for the last. */
    public Tally end() {
        ended = true;
        join(sender);
        Eventually.await("the last of " + sent + " frames", BOUND, () -> arrived == sent.get());
        return new Tally(sent.get(), arrived, faults.get(), late.get(), firstFault, Duration.ofNanos(longestNanos));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended = true;
        closed = true;
        join(sender);
        join(receiver);
        out.close();
        in.close();
    }
}
