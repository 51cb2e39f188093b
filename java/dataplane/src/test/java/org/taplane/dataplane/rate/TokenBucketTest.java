package org.taplane.dataplane.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    /** Against a bucket of exact numbers. */
    @Property(tries = 500)
    void theRateIsKept(
            @ForAll @IntRange(min = 1, max = 100_000) int rate,
            @ForAll int origin,
            @ForAll @Size(max = 50) List<@IntRange(max = 300) Integer> waits,
            @ForAll @IntRange(min = 1, max = 64) int frames) {
        int now = origin & Integer.MAX_VALUE;
        TokenBucket bucket = new TokenBucket(rate, now);
        double depth = Math.max(1, rate / 10.0);
        double tokens = depth;
        for (int wait : waits) {
            now = now + wait & Integer.MAX_VALUE;
            tokens = Math.min(depth, tokens + wait * rate / 1000.0);
            int taken = bucket.take(frames, now);
            assertThat(taken).isEqualTo((int) Math.min(frames, tokens + 1e-6));
            tokens -= taken;
        }
    }

    @Test
    void aShardThatWokeUpBeforeBringsNothingAndTakesNothingBack() {
        TokenBucket bucket = new TokenBucket(1000, 5000);
        assertThat(bucket.take(200, 5000)).isEqualTo(100);
        assertThat(bucket.take(64, 4990)).isZero();
        assertThat(bucket.take(64, 5010)).isEqualTo(10);
    }

    @Test
    void daysOfSilenceFillIt() {
        TokenBucket bucket = new TokenBucket(1000, 0);
        bucket.take(100, 0);
        assertThat(bucket.take(200, 20 * 24 * 3600 * 1000)).isEqualTo(100);
    }

    @Test
    void shardsShareOneRate() throws InterruptedException {
        TokenBucket bucket = new TokenBucket(10_000, 0);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> shards =
                List.of(new Thread(() -> drain(bucket, start, taken)), new Thread(() -> drain(bucket, start, taken)));
        shards.forEach(Thread::start);
        start.countDown();
        for (Thread shard : shards) {
            shard.join();
        }

        assertThat(taken).hasValue(1000 + 10 * 500);
    }

    private static void drain(TokenBucket bucket, CountDownLatch start, AtomicInteger taken) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int now = 0; now <= 500; now++) {
            for (int burst = 0; burst < 40; burst++) {
                taken.addAndGet(bucket.take(64, now));
            }
        }
    }
}
