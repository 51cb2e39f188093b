package org.taplane.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers that fail, on a descriptor that stays readable: a pipe with a byte that nobody takes. */
final class WatchTest {
    private static final long BOUND_SECONDS = 10;
    private static final int PAUSES = 6;

    /** What the loop has to wait for at least before it calls a failing reader after so many pauses: 1, 2, 4, 8, 16, 16 ms. */
    private static final Duration SUM_OF_PAUSES = Duration.ofMillis(47);

    private final Loop loop = new Loop("watch-test");
    private FileDescriptor readable;
    private FileDescriptor writable;

    @BeforeEach
    void open() throws IOException {
        FileDescriptor[] pipe = FileDescriptor.pipe();
        readable = pipe[0];
        writable = pipe[1];
        assertThat(writable.write(ByteBuffer.allocateDirect(1), 0, 1)).isEqualTo(1);
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        readable.close();
        writable.close();
    }

    /** What a reader does at each of its calls, counted from 1. */
    private static final class Calls implements Reader {
        private final Semaphore made = new Semaphore(0);
        private final AtomicInteger count = new AtomicInteger();
        private final IntFunction<Reading> behaviour;

        Calls(IntFunction<Reading> behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public Reading read() {
            made.release();
            return behaviour.apply(count.incrementAndGet());
        }

        /** Waits until so many more calls were made. */
        void await(int calls) throws InterruptedException {
            assertThat(made.tryAcquire(calls, BOUND_SECONDS, TimeUnit.SECONDS))
                    .as("%d calls, of which %d were made", calls, count.get())
                    .isTrue();
        }
    }

    @Test
    void aReaderThatThrowsIsCalledAgain() throws InterruptedException {
        Calls calls = new Calls(call -> switch (call) {
            case 1 -> throw new IllegalStateException("the first failure of a test");
            case 2 -> throw new AssertionError("the second failure of a test");
            default -> Reading.PROGRESS;
        });
        loop.watch(readable.intValue(), calls);
        calls.await(100);
    }

    @Test
    void aReaderThatGoesOnFailingIsCalledSeldom() throws InterruptedException {
        Calls calls = new Calls(call -> Reading.FAILED);
        long start = System.nanoTime();
        loop.watch(readable.intValue(), calls);
        calls.await(Backoff.PATIENCE + PAUSES + 1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SUM_OF_PAUSES);
    }

    @Test
    void anErrorThatNobodyTakesIsAFailure() throws InterruptedException, IOException {
        Calls calls = new Calls(call -> Reading.NOTHING);
        readable.close();
        long start = System.nanoTime();
        loop.watch(writable.intValue(), calls);
        calls.await(Backoff.PATIENCE + PAUSES + 1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SUM_OF_PAUSES);
    }

    @Test
    void aReaderThatWorksAgainIsCalledAtOnce() throws InterruptedException {
        int failures = Backoff.PATIENCE + PAUSES;
        Calls calls = new Calls(call -> call <= failures ? Reading.FAILED : Reading.PROGRESS);
        loop.watch(readable.intValue(), calls);
        calls.await(failures + 10_000);
    }

    @Test
    void whatHasEndedIsNotCalledAgain() throws InterruptedException {
        Calls ended = new Calls(call -> Reading.ENDED);
        loop.watch(readable.intValue(), ended);
        ended.await(1);
        passTime();
        assertThat(ended.count).hasValue(1);
    }

    @Test
    void aWatchMayBeClosedWhileItsDescriptorIsLeftAlone() throws InterruptedException {
        Calls failing = new Calls(call -> Reading.FAILED);
        Watch watch = loop.watch(readable.intValue(), failing);
        failing.await(Backoff.PATIENCE + PAUSES);
        watch.close();
        int before = failing.count.get();
        passTime();
        assertThat(failing.count).hasValue(before);
    }

    /** Until another failing reader has been left alone for as long as any is. */
    private void passTime() throws InterruptedException {
        Calls other = new Calls(call -> Reading.FAILED);
        try (Watch _ = loop.watch(readable.intValue(), other)) {
            other.await(Backoff.PATIENCE + PAUSES + 1);
        }
    }
}
