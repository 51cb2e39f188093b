package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.dataplane.bridge.Fdb;

/** Departures of stations that are watched are handed over, each at least once, or it is said that there are more. */
@Timeout(60)
class StationJournalTest {
    /** More than the journal has room for. */
    private static final int MANY = 5_000;

    private int wakeups;
    private final StationJournal journal = new StationJournal(() -> wakeups++);
    private final List<Long> left = new ArrayList<>();

    private static long station(int number) {
        return Fdb.station(1, 0x0200_0000_0000L + number);
    }

    private boolean drain() {
        left.clear();
        return journal.drain(left::add);
    }

    @Test
    void whatIsNotWatchedIsNotNoted() {
        journal.left(station(1));
        assertThat(wakeups).isZero();
        assertThat(drain()).isTrue();
        assertThat(left).isEmpty();
    }

    @Test
    void whoDrainsIsWokenOnceForAll() {
        journal.watch(station(1));
        journal.watch(station(2));
        journal.left(station(1));
        journal.left(station(2));
        assertThat(wakeups).isEqualTo(1);
        assertThat(drain()).isTrue();
        assertThat(left).containsExactly(station(1), station(2));
        journal.left(station(2));
        assertThat(wakeups).isEqualTo(2);
        assertThat(drain()).isTrue();
        assertThat(left).containsExactly(station(2));
    }

    @Test
    void whatHasNoRoomIsSaidToBeMissing() {
        for (int number = 0; number < MANY; number++) {
            journal.watch(station(number));
            journal.left(station(number));
        }
        assertThat(wakeups).isEqualTo(1);
        assertThat(drain()).isFalse();
        assertThat(left).isNotEmpty().hasSizeLessThan(MANY);
        assertThat(drain()).isTrue();
        assertThat(left).isEmpty();
        journal.left(station(7));
        assertThat(wakeups).isEqualTo(2);
    }

    /** Short hashes collide: then more is noted than was asked for, and never less. */
    @Property(tries = 100)
    void noDepartureOfAWatchedStationIsMissed(
            @ForAll @UniqueElements @Size(max = 500) List<@IntRange(max = 1 << 20) Integer> watched,
            @ForAll @Size(max = 200) List<@IntRange(max = 1 << 20) Integer> others) {
        StationJournal own = new StationJournal(() -> {});
        Set<Long> expected = new HashSet<>();
        for (int number : watched) {
            own.watch(station(number));
            own.left(station(number));
            expected.add(station(number));
        }
        for (int number : others) {
            own.left(station(number));
        }
        Set<Long> noted = new HashSet<>();
        assertThat(own.drain(noted::add)).isTrue();
        assertThat(noted).containsAll(expected);
    }

    /** Shards tell while the control thread drains. */
    @Test
    void nothingGetsLostBetweenThreads() throws InterruptedException {
        for (int number = 0; number < MANY; number++) {
            journal.watch(station(number));
        }
        Thread shard = new Thread(() -> {
            for (int number = 0; number < MANY; number++) {
                journal.left(station(number));
            }
        });
        Set<Long> seen = new HashSet<>();
        boolean complete = true;
        shard.start();
        while (shard.isAlive()) {
            complete &= journal.drain(seen::add);
        }
        shard.join();
        complete &= journal.drain(seen::add);
        assertThat(!complete || seen.size() == MANY).isTrue();
    }
}
