package org.taplane.daemon.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.control.api.StuckWorker;
import org.taplane.io.shard.Shard;

@Timeout(60)
final class WorkerWatchTest {
    private final Shard shard = Shard.sleeping(3, 1);
    private final WorkerWatch watch = new WorkerWatch(shard.name(), shard.heartbeat());
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        shard.close();
    }

    @Test
    void aWorkerThatComesRoundIsWell() {
        for (int i = 0; i < 3 * WorkerWatch.PATIENCE; i++) {
            assertThat(watch.look()).isEmpty();
            shard.run(() -> {});
        }
    }

    @Test
    void aWorkerThatHangsIsStuckUntilItComesRound() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        Thread caller = Thread.startVirtualThread(() -> shard.run(() -> hang(hangs)));
        hangs.await();
        for (int i = 0; i < WorkerWatch.PATIENCE; i++) {
            assertThat(watch.look()).as("round %d", i).isEmpty();
        }
        Optional<StuckWorker> stuck = watch.look();
        assertThat(stuck).hasValueSatisfying(worker -> {
            assertThat(worker.name()).isEqualTo("taplane-shard-3");
            assertThat(worker.silence()).isEqualTo(Duration.ofMillis(4500));
            assertThat(worker.stack()).anyMatch(call -> call.contains("WorkerWatchTest.hang"));
        });
        goOn.countDown();
        caller.join();
        shard.run(() -> {});
        assertThat(watch.look()).isEmpty();
    }

    private void hang(CountDownLatch hangs) {
        hangs.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
