package org.taplane.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class SpinBeforeSleepTest {
    private long now;
    private int waiting;
    private final SpinBeforeSleep strategy = new SpinBeforeSleep(() -> now);

    @Test
    void looksAgainWhileTheLastEventIsRecent() throws Exception {
        waiting = 3;
        assertThat(ask()).isEqualTo(3);
        waiting = 0;
        now += SpinBeforeSleep.SPIN - 1;
        assertThat(ask()).isZero();
    }

    @Test
    void sleepsWhenNothingCameForTheWholeTime() throws Exception {
        now += SpinBeforeSleep.SPIN;
        assertThat(ask()).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void everyEventBeginsTheTimeAnew() throws Exception {
        for (int i = 0; i < 10; i++) {
            now += SpinBeforeSleep.SPIN - 1;
            waiting = 1;
            assertThat(ask()).isOne();
            waiting = 0;
            assertThat(ask()).isZero();
        }
    }

    @Test
    void aWakeUpBeginsTheTimeAnewWhateverItWasFor() throws Exception {
        now += SpinBeforeSleep.SPIN;
        assertThat(ask()).isEqualTo(SelectStrategy.SELECT);
        now += 1_000_000_000;
        assertThat(ask()).isZero();
        now += SpinBeforeSleep.SPIN - 1;
        assertThat(ask()).isZero();
    }

    @Test
    void tasksAreRunAtOnce() throws Exception {
        now += SpinBeforeSleep.SPIN;
        assertThat(strategy.calculateStrategy(() -> waiting, true)).isZero();
    }

    private int ask() throws Exception {
        return strategy.calculateStrategy(() -> waiting, false);
    }
}
