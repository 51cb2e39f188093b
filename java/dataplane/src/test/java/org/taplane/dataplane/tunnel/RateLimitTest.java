package org.taplane.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private long nanos = Long.MAX_VALUE - 5; // nanoTime may overflow at any time

    private final RateLimit limit = new RateLimit(2, () -> nanos);

    @Test
    void soManyASecondAndNoMore() {
        assertThat(limit.allows()).isTrue();
        assertThat(limit.allows()).isTrue();
        assertThat(limit.allows()).isFalse();
        nanos += 999_999_999;
        assertThat(limit.allows()).isFalse();
        nanos++;
        assertThat(limit.allows()).isTrue();
        assertThat(limit.allows()).isTrue();
        assertThat(limit.allows()).isFalse();
    }
}
