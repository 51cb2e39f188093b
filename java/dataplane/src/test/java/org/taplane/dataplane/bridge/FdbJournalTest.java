package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an FDB notes of its dynamic entries, and what becomes of the notes. */
@Timeout(60)
class FdbJournalTest {
    private static final int AGEING = 300_000;
    private static final int HERE = Location.of(1, 0);
    private static final int THERE = Location.of(Location.MAX_PORT, Location.MAX_REMOTE);
    private static final long STATION = Fdb.station(10, 0x0200_0000_0001L);

    private final AtomicInteger wakeups = new AtomicInteger();
    private final FdbJournal journal = new FdbJournal(8, wakeups::incrementAndGet);
    private final Fdb fdb = new Fdb(4, AGEING, 42);

    private record Note(FdbChange what, long station, int from, int to) {}

    FdbJournalTest() {
        fdb.news().keep(journal);
    }

    private List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        assertThat(journal.drain((what, station, from, to, tick) -> notes.add(new Note(what, station, from, to))))
                .isZero();
        return notes;
    }

    @Test
    void aStationComesMovesAndAges() {
        fdb.learn(STATION, HERE, 0);
        fdb.learn(STATION, HERE, 1000);
        fdb.learn(STATION, THERE, 2000);
        fdb.expire(2001 + AGEING);
        assertThat(notes())
                .containsExactly(
                        new Note(FdbChange.LEARNED, STATION, Fdb.MISS, HERE),
                        new Note(FdbChange.MOVED, STATION, HERE, THERE),
                        new Note(FdbChange.AGED, STATION, THERE, Fdb.MISS));
    }

    @Test
    void whatMakesRoomAndWhatIsFlushedIsNoted() {
        for (int i = 0; i < 5; i++) {
            fdb.learn(STATION + i, HERE, 1000 * i);
        }
        fdb.remove(10, Fdb.mac(STATION + 1));
        fdb.flush((vid, location) -> true);
        List<Note> notes = new ArrayList<>();
        assertThat(journal.drain((what, station, from, to, tick) -> notes.add(new Note(what, station, from, to))))
                .as("lost")
                .isEqualTo(2);
        assertThat(notes.subList(4, 8))
                .containsExactly(
                        new Note(FdbChange.EVICTED, STATION, HERE, Fdb.MISS),
                        new Note(FdbChange.LEARNED, STATION + 4, Fdb.MISS, HERE),
                        new Note(FdbChange.FLUSHED, STATION + 1, HERE, Fdb.MISS),
                        notes.get(7));
        assertThat(notes.get(7).what()).isEqualTo(FdbChange.FLUSHED);
    }

    @Test
    void aPortsStationsAreNotedToo() {
        fdb.learn(STATION, HERE, 0);
        fdb.flushPort(1);
        assertThat(notes()).last().isEqualTo(new Note(FdbChange.FLUSHED, STATION, HERE, Fdb.MISS));
    }

    @Test
    void whatIsStaticOrTakenOverIsNoNews() {
        fdb.addStatic(10, Fdb.mac(STATION), HERE, 0);
        fdb.learn(STATION, THERE, 1000);
        fdb.remove(10, Fdb.mac(STATION));
        Fdb other = new Fdb(4, AGEING, 43);
        other.learn(STATION, HERE, 0);
        fdb.adopt(other, 1000);
        assertThat(fdb.size()).isEqualTo(1);
        assertThat(notes()).isEmpty();
        assertThat(wakeups).hasValue(0);
    }

    @Test
    void whoDrainsIsWokenOnceForAll() {
        fdb.learn(STATION, HERE, 0);
        fdb.learn(STATION + 1, HERE, 0);
        assertThat(wakeups).hasValue(1);
        assertThat(notes()).hasSize(2);
        fdb.learn(STATION + 2, HERE, 0);
        assertThat(wakeups).hasValue(2);
    }

    @Test
    void aSizeIsAPowerOfTwo() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FdbJournal(1000, () -> {}));
    }

    /** Two tables write while one thread drains: each note arrives once, or is counted. */
    @Test
    void nothingGetsLostUncounted() throws InterruptedException {
        int many = 200_000;
        FdbJournal shared = new FdbJournal(64, () -> {});
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Fdb table = new Fdb(1, AGEING, 42 + i);
            table.news().keep(shared);
            int first = i * many;
            writers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < many; n++) {
                    table.learn(STATION + first + n, HERE, n);
                }
            }));
        }
        long[] seen = {0, 0};
        while (writers.stream().anyMatch(Thread::isAlive)) {
            seen[1] += shared.drain((what, station, from, to, tick) -> seen[0]++);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        seen[1] += shared.drain((what, station, from, to, tick) -> seen[0]++);
        // but for the first of each table, every station drives one out
        assertThat(seen[0] + seen[1]).isEqualTo(2L * (2 * many - 1));
        assertThat(seen[0]).isPositive();
    }
}
