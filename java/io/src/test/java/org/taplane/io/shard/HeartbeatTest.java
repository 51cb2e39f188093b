package org.taplane.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HeartbeatTest {
    private final Shard shard = Shard.sleeping(0, 1);
    private final Heartbeat heartbeat = shard.heartbeat();

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    void aShardThatComesRoundOwesNothing() {
        for (int i = 0; i < 3; i++) {
            assertThat(heartbeat.beat()).isZero();
            shard.run(() -> {});
        }
    }

    @Test
    void aShardThatHangsIsAskedOnceAndSeenWhereItIs() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread caller = Thread.startVirtualThread(() -> shard.run(() -> hang(hangs, goOn)));
        hangs.await();
        assertThat(heartbeat.beat()).isZero();
        assertThat(heartbeat.beat()).isEqualTo(1);
        assertThat(heartbeat.beat()).isEqualTo(2);
        assertThat(heartbeat.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("hang", "await");
        goOn.countDown();
        caller.join();
        shard.run(() -> {});
        assertThat(heartbeat.beat()).isZero();
    }

    private static void hang(CountDownLatch hangs, CountDownLatch goOn) {
        hangs.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
