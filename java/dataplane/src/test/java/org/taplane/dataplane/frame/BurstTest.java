package org.taplane.dataplane.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BurstTest {
    @Test
    void theFirstFramesAreTheLowBits() {
        assertThat(Burst.first(0)).isZero();
        assertThat(Burst.first(1)).isEqualTo(1);
        assertThat(Burst.first(63)).isEqualTo(Long.MAX_VALUE);
        assertThat(Burst.first(Burst.CAPACITY)).isEqualTo(-1);
    }

    @Test
    void aSelectionCarriesItsShardAndItsTime() {
        Burst burst = Burst.allocate(3, 64);
        burst.stamp(1234);
        burst.select(0b1010, 7);

        assertThat(burst.shard()).isEqualTo(3);
        assertThat(burst.now()).isEqualTo(1234);
        assertThat(burst.frames()).isEqualTo(0b1010);
        assertThat(burst.ingress()).isEqualTo(7);
    }

    /** IP headers are aligned to 16 bytes when frames start so far behind the start of a line. */
    @Test
    void theHeadroomKeepsTheIpHeaderAligned() {
        assertThat((Burst.HEADROOM + 14) % 16).isZero();
    }
}
