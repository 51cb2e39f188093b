package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.bridge.Learning.Outcome;

class FdbForesightTest {
    private static final int VLAN = 10;
    private static final int HERE = Location.of(1, 0);
    private static final int THERE = Location.of(2, 0);

    private static long station(int number) {
        return Fdb.station(VLAN, 0x0200_0000_0000L + number);
    }

    private static Fdb full(int entries) {
        Fdb fdb = new Fdb(entries, Fdb.MAX_AGEING, 7);
        for (int i = 1; i <= entries; i++) {
            fdb.learn(station(i), HERE, 100 * i);
        }
        return fdb;
    }

    @Test
    void eachOutcomeIsForeseen() {
        Fdb fdb = new Fdb(8, Fdb.MAX_AGEING, 7);
        assertThat(fdb.foresight().learn(station(1), HERE, 0)).isEqualTo(new Learning(Outcome.NEW, Fdb.MISS, 0, 0));
        assertThat(fdb.size()).isZero();
        fdb.learn(station(1), HERE, 0);
        assertThat(fdb.foresight().learn(station(1), HERE, 50)).isEqualTo(new Learning(Outcome.KNOWN, HERE, 50, 0));
        assertThat(fdb.foresight().learn(station(1), THERE, 50)).isEqualTo(new Learning(Outcome.MOVED, HERE, 50, 0));
        assertThat(fdb.lookup(station(1))).isEqualTo(HERE);
        fdb.addStatic(VLAN, 0x0200_0000_0002L, HERE, 0);
        assertThat(fdb.foresight().learn(station(2), THERE, 0)).isEqualTo(new Learning(Outcome.STATIC, HERE, 0, 0));
    }

    @Test
    void staticEntriesLeaveNoRoom() {
        Fdb fdb = new Fdb(8, Fdb.MAX_AGEING, 7);
        fdb.addStatic(VLAN, 0x0200_0000_0002L, HERE, 0);
        fdb.limit(1, 1, 0);
        fdb.learn(station(3), THERE, 0);
        assertThat(fdb.foresight().learn(station(1), HERE, 0).outcome()).isEqualTo(Outcome.NO_ROOM);
        assertThat(fdb.foresight().learn(station(3), HERE, 9)).isEqualTo(new Learning(Outcome.NO_ROOM, THERE, 9, 0));
    }

    /** Few entries are searched anew each time; of many, a scan has collected the next ones. */
    @ParameterizedTest
    @ValueSource(ints = {8, 64, 65, 500})
    void whoIsEvictedIsForeseenAndIsTheSameWithoutForesight(int entries) {
        Fdb foreseen = full(entries);
        Fdb other = full(entries);
        List<Long> told = new ArrayList<>();
        for (int i = 1; i <= entries; i++) {
            int now = 100 * (entries + i);
            Learning learning = foreseen.foresight().learn(station(entries + i), HERE, now);
            assertThat(foreseen.foresight().learn(station(entries + i), HERE, now))
                    .isEqualTo(learning);
            assertThat(foreseen.lookup(learning.evicted())).isEqualTo(HERE);
            foreseen.learn(station(entries + i), HERE, now);
            other.learn(station(entries + i), HERE, now);
            assertThat(foreseen.lookup(learning.evicted())).isEqualTo(Fdb.MISS);
            assertThat(other.lookup(learning.evicted())).isEqualTo(Fdb.MISS);
            told.add(learning.evicted());
        }
        assertThat(told).hasSize(entries).doesNotHaveDuplicates();
    }
}
