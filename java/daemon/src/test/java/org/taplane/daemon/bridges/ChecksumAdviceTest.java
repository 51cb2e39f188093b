package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChecksumAdviceTest {
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final ChecksumAdvice.Counted port = new ChecksumAdvice.Counted("vx", refused::get, nanos::get);

    @Test
    void nothingIsSaidWhileNothingIsRefused() {
        assertThat(port.look()).isFalse();
    }

    @Test
    void whatIsRefusedIsToldAtOnceAndThenOnceAnHour() {
        refused.set(1);
        assertThat(port.look()).isTrue();
        assertThat(port.look()).isFalse();

        refused.set(1_000_000);
        nanos.addAndGet(Duration.ofHours(1).toNanos() - 1);
        assertThat(port.look()).isFalse();
        nanos.addAndGet(1);
        assertThat(port.look()).isTrue();
        assertThat(port.look()).isFalse();
    }
}
