package org.taplane.control.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A feed that gives what the test puts in, or as much as is taken of one chunk. */
final class SampleFeed implements Feed {
    final AtomicLong taken = new AtomicLong();
    private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private final byte[] endless;
    private final Optional<Heartbeat> heartbeat;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable more = () -> {};
    private volatile boolean ended;

    private SampleFeed(byte[] endless, Optional<Heartbeat> heartbeat) {
        this.endless = endless;
        this.heartbeat = heartbeat;
    }

    static SampleFeed ofChunks() {
        return new SampleFeed(new byte[0], Optional.empty());
    }

    /** One that never gives nothing. */
    static SampleFeed endless(int chunk) {
        return new SampleFeed(new byte[chunk], Optional.empty());
    }

    static SampleFeed beating(Duration every, byte[] chunk) {
        return new SampleFeed(new byte[0], Optional.of(new Heartbeat(every, chunk)));
    }

    void put(byte[] chunk) {
        chunks.add(chunk);
        more.run();
    }

    void end() {
        ended = true;
        more.run();
    }

    boolean isClosedSoon() throws InterruptedException {
        return closed.await(10, TimeUnit.SECONDS);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void open(Runnable tell) {
        more = tell;
    }

    @Override
    public Optional<byte[]> next() throws IOException {
        byte[] chunk = endless.length > 0 ? endless : chunks.poll();
        if (chunk == null) {
            return Optional.empty();
        }
        if (chunk.length == 0) {
            throw new IOException("a fault that the test made");
        }
        taken.addAndGet(chunk.length);
        return Optional.of(chunk);
    }

    @Override
    public Optional<Heartbeat> heartbeat() {
        return heartbeat;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        if (isClosed()) {
            throw new IllegalStateException("closed twice");
        }
        closed.countDown();
    }
}
