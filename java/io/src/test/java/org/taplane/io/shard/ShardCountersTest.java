package org.taplane.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShardCountersTest {
    private final ShardCounters counters = new ShardCounters();

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "32, 5", "33, 6", "64, 6", "65, 7", "100000, 7"})
    void aBurstIsOfTheSmallestSizeThatHoldsIt(int frames, int size) {
        counters.received(frames, 0, 1);
        assertThat(counters.burstsOfSize(size)).isEqualTo(1);
        assertThat(IntStream.range(0, ShardCounters.SIZES)
                        .mapToLong(counters::burstsOfSize)
                        .sum())
                .isEqualTo(1);
        assertThat(counters.frames()).isEqualTo(frames);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "1024, 0",
        "1025, 1",
        "2048, 1",
        "2049, 2",
        "67108864, 16",
        "67108865, 17",
        "9000000000000000000, 17"
    })
    void aBurstIsOfTheShortestDurationThatHoldsIt(long nanos, int duration) {
        counters.received(1, 100, 100 + nanos);
        assertThat(counters.burstsOfDuration(duration)).isEqualTo(1);
        assertThat(duration == ShardCounters.DURATIONS - 1 || nanos <= ShardCounters.limitNanos(duration))
                .isTrue();
        assertThat(counters.busyNanos()).isEqualTo(nanos);
    }

    @Test
    void lookingForFramesInVainIsNotCounted() {
        counters.received(0, 0, 5000);
        counters.received(Receiver.GONE, 0, 5000);
        counters.received(Receiver.FAILED, 0, 5000);
        assertThat(counters.busyNanos()).isZero();
        assertThat(IntStream.range(0, ShardCounters.SIZES)
                        .mapToLong(counters::burstsOfSize)
                        .sum())
                .isZero();
    }
}
