package org.taplane.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void atFirstThereIsNoPause() {
        for (int failure = 0; failure < Backoff.PATIENCE; failure++) {
            assertThat(backoff.next()).isZero();
        }
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
    }

    @Test
    void pausesGrowUpToTheLongest() {
        failPatiently();
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
        assertThat(backoff.next()).isEqualTo(2 * Backoff.FIRST);
        for (int failure = 0; failure < 1000; failure++) {
            assertThat(backoff.next()).isBetween(Backoff.FIRST, Backoff.LONGEST);
        }
        assertThat(backoff.next()).isEqualTo(Backoff.LONGEST);
    }

    @Test
    void whatWorksIsForgiven() {
        failPatiently();
        assertThat(backoff.next()).isPositive();
        backoff.reset();
        assertThat(backoff.next()).isZero();
    }

    private void failPatiently() {
        for (int failure = 0; failure < Backoff.PATIENCE; failure++) {
            backoff.next();
        }
    }
}
