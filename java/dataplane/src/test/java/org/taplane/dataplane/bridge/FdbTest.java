package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FdbTest {
    private static final int VLAN = 10;
    private static final long STATION = 0x0200_0000_0001L;
    private static final int HERE = Location.of(1, 0);
    private static final int THERE = Location.of(Location.MAX_PORT, Location.MAX_REMOTE);
    private static final int AGEING = 300_000;

    private final Fdb fdb = new Fdb(4, AGEING, 42);

    @Test
    void aStationIsFoundWhereItWasSeenLast() {
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(Fdb.MISS);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
        fdb.learn(Fdb.station(VLAN, STATION), THERE, 0);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(THERE);
        assertThat(fdb.size()).isEqualTo(1);
    }

    @Test
    void movesAreCountedAndNothingElse() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 1000);
        fdb.learn(Fdb.station(VLAN + 1, STATION), THERE, 1000);
        assertThat(fdb.news().counters().moves()).isZero();
        fdb.learn(Fdb.station(VLAN, STATION), THERE, 2000);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 3000);
        assertThat(fdb.news().counters().moves()).isEqualTo(2);
        fdb.addStatic(VLAN, STATION, THERE, 4000);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 5000);
        assertThat(fdb.news().counters().moves()).isEqualTo(2);
    }

    @Test
    void evictionsAreCountedAndNothingElse() {
        for (int i = 0; i < 4; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + i), HERE, i);
        }
        fdb.remove(VLAN, STATION);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 4);
        fdb.expire(AGEING + 2);
        assertThat(fdb.news().counters().evictions()).isZero();
        for (int i = 0; i < 6; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + 10 + i), HERE, AGEING + 2);
        }
        assertThat(fdb.news().counters().evictions()).isEqualTo(3 + 6 - 4); // were left, are new, have room
    }

    @Test
    void theSameAddressInTwoVlansIsTwoStations() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.learn(Fdb.station(VLAN + 1, STATION), THERE, 0);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
        assertThat(fdb.lookup(Fdb.station(VLAN + 1, STATION))).isEqualTo(THERE);
        assertThat(fdb.lookup(Fdb.station(VLAN + 2, STATION))).isEqualTo(Fdb.MISS);
    }

    @Test
    void whoMovesOrIsDroppedIsTold() {
        List<Long> left = new ArrayList<>();
        fdb.news().tellDepartures(left::add);
        long station = Fdb.station(VLAN, STATION);
        fdb.learn(station, HERE, 0);
        fdb.learn(station, HERE, 1000);
        assertThat(left).isEmpty();
        fdb.learn(station, THERE, 2000);
        assertThat(left).containsExactly(station);
        fdb.flushPort(Location.port(THERE));
        assertThat(left).containsExactly(station, station);
        fdb.addStatic(VLAN, STATION, HERE, 0);
        fdb.remove(VLAN, STATION);
        assertThat(left).hasSize(3);
        for (int i = 0; i < 5; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + i), HERE, i);
        }
        assertThat(left).hasSize(4).last().isEqualTo(station);
    }

    @Test
    void aStationThatIsKeptIsNeitherMadeNorMovedNorMadeOlder() {
        long station = Fdb.station(VLAN, STATION);
        fdb.keep(station, HERE, 0);
        assertThat(fdb.size()).isZero();
        fdb.learn(station, HERE, 1000);
        fdb.keep(station, THERE, AGEING);
        fdb.keep(station, HERE, 0);
        assertThat(fdb.lookup(station)).isEqualTo(HERE);
        assertThat(fdb.expire(1000 + AGEING)).isZero();
        fdb.keep(station, HERE, 2000);
        assertThat(fdb.expire(2000 + AGEING)).isZero();
        assertThat(fdb.expire(2001 + AGEING)).isEqualTo(1);
    }

    @Test
    void aStaticEntryReplacesADynamicOneAndNeverMovesOrAges() {
        fdb.learn(Fdb.station(VLAN, STATION), THERE, 0);
        assertThat(fdb.addStatic(VLAN, STATION, HERE, 0)).isTrue();
        fdb.learn(Fdb.station(VLAN, STATION), THERE, 1000);
        assertThat(fdb.expire(2 * AGEING)).isZero();
        assertThat(fdb.flushPort(Location.port(HERE))).isZero();
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
        assertThat(fdb.remove(VLAN, STATION)).isTrue();
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(Fdb.MISS);
        assertThat(fdb.remove(VLAN, STATION)).isFalse();
    }

    @Test
    void anEntryAgesFromTheLastFrameAcrossTheWrapOfTheClock() {
        for (int start : new int[] {0, -1, Integer.MAX_VALUE - AGEING / 2, Integer.MIN_VALUE, -AGEING}) {
            fdb.learn(Fdb.station(VLAN, STATION), HERE, start);
            fdb.learn(Fdb.station(VLAN, STATION), HERE, start + 1000);
            assertThat(fdb.expire(start + 1000 + AGEING)).as("from %d", start).isZero();
            assertThat(fdb.expire(start + 1001 + AGEING)).as("from %d", start).isEqualTo(1);
            assertThat(fdb.size()).isZero();
        }
    }

    @Test
    void anEntryFromAClockSlightlyAheadIsNotExpired() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 10);
        assertThat(fdb.expire(0)).isZero();
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        assertThat(entries()).singleElement().asString().endsWith("10");
    }

    @Test
    void theAgeingTimeChangesFromNowOn() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.age(2_000);
        assertThat(fdb.expire(2_000)).isZero();
        assertThat(fdb.expire(2_001)).isEqualTo(1);
    }

    @Test
    void whatIsFlushedIsDynamicAndMatches() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), THERE, 0);
        fdb.learn(Fdb.station(VLAN + 1, STATION), HERE, 0);
        fdb.addStatic(VLAN, STATION + 2, HERE, 0);
        assertThat(fdb.flush((vid, location) -> vid == VLAN && location == HERE))
                .isEqualTo(1);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(Fdb.MISS);
        assertThat(fdb.size()).isEqualTo(3);
    }

    @Test
    void aTableThatShrinksKeepsTheYoungestAndTheStatic() {
        fdb.addStatic(VLAN, STATION, HERE, 0);
        for (int i = 1; i < 4; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + i), HERE, 1000 * i);
        }
        fdb.shrink(2, 5000);
        assertThat(fdb.size()).isEqualTo(2);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 3))).isEqualTo(HERE);
        fdb.learn(Fdb.station(VLAN, STATION + 9), HERE, 6000);
        assertThat(fdb.size()).isEqualTo(2);
    }

    @Test
    void aTableAdoptsWhatIsNewerInAnother() {
        Fdb next = new Fdb(64, AGEING, 43);
        fdb.addStatic(VLAN, STATION, HERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), HERE, 1000);
        fdb.limit(Location.port(HERE), 3, 1000);
        next.adopt(fdb, 1000);
        assertThat(next.limit(Location.port(HERE))).isEqualTo(3);
        assertThat(entriesOf(next)).containsExactlyInAnyOrderElementsOf(entries());

        fdb.learn(Fdb.station(VLAN, STATION + 1), THERE, 2000);
        next.learn(Fdb.station(VLAN, STATION + 2), HERE, 2000);
        fdb.learn(Fdb.station(VLAN, STATION + 2), THERE, 1500);
        next.adopt(fdb, 2000);
        assertThat(next.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
        assertThat(next.lookup(Fdb.station(VLAN, STATION + 1))).isEqualTo(THERE);
        assertThat(next.lookup(Fdb.station(VLAN, STATION + 2))).isEqualTo(HERE);
    }

    @Test
    void aRefreshWithinAGranuleIsNotWritten() {
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, Fdb.GRANULE - 1);
        assertThat(entries()).containsExactly("10 020000000001 10000 false 0");
        fdb.learn(Fdb.station(VLAN, STATION), HERE, Fdb.GRANULE);
        assertThat(entries()).containsExactly("10 020000000001 10000 false " + Fdb.GRANULE);
    }

    @Test
    void aPortIsFlushedWithAllItsRemotes() {
        fdb.learn(Fdb.station(VLAN, STATION), Location.of(1, 1), 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), Location.of(1, 2), 0);
        fdb.learn(Fdb.station(VLAN, STATION + 2), Location.of(2, 1), 0);
        assertThat(fdb.flushPort(1)).isEqualTo(2);
        assertThat(entries()).containsExactly("10 020000000003 20001 false 0");
    }

    @Test
    void inAFullTableTheOldestMakesRoom() {
        for (int i = 0; i < 4; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + i), HERE, 1000 * i);
        }
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 4000);
        fdb.learn(Fdb.station(VLAN, STATION + 4), HERE, 5000);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 1))).isEqualTo(Fdb.MISS);
        assertThat(fdb.size()).isEqualTo(4);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(HERE);
    }

    @Test
    void aTableFullOfStaticEntriesLearnsNothingAndTakesNoMore() {
        for (int i = 0; i < 4; i++) {
            assertThat(fdb.addStatic(VLAN, STATION + i, HERE, 0)).isTrue();
        }
        fdb.learn(Fdb.station(VLAN, STATION + 4), HERE, 0);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 4))).isEqualTo(Fdb.MISS);
        assertThat(fdb.addStatic(VLAN, STATION + 4, HERE, 0)).isFalse();
        assertThat(fdb.addStatic(VLAN, STATION, THERE, 0)).isTrue();
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(THERE);
    }

    @Test
    void aFloodOfAddressesDrivesOutNeitherBusyStationsNorTheBound() {
        Fdb busy = new Fdb(1000, AGEING, 42);
        for (int i = 0; i < 100_000; i++) {
            int now = i / 4;
            busy.learn(Fdb.station(VLAN, STATION + i % 10), HERE, now);
            busy.learn(Fdb.station(VLAN, 2 * STATION + i), THERE, now);
            assertThat(busy.lookup(Fdb.station(VLAN, STATION + (i + 5) % 10))).isEqualTo(i < 5 ? Fdb.MISS : HERE);
            assertThat(busy.size()).isLessThanOrEqualTo(1000);
        }
    }

    /** The flooded table holds 990 of the port that floods and the ten quiet stations that sent but once. */
    @Test
    void aFloodFromOnePortDrivesOutNoStationOfAnother() {
        Fdb full = new Fdb(1000, AGEING, 42);
        for (int i = 0; i < 10; i++) {
            full.learn(Fdb.station(VLAN, STATION + i), HERE, 0);
        }
        for (int i = 0; i < 100_000; i++) {
            full.learn(Fdb.station(VLAN, 2 * STATION + i), THERE, 1 + i / 4);
        }
        assertThat(full.stations(Location.port(HERE))).isEqualTo(10);
        assertThat(full.stations(Location.port(THERE))).isEqualTo(990);
        for (int i = 0; i < 10; i++) {
            assertThat(full.lookup(Fdb.station(VLAN, STATION + i))).isEqualTo(HERE);
        }
    }

    @Test
    void portsThatAllWantMoreGetEqualShares() {
        Fdb full = new Fdb(1000, AGEING, 42);
        for (int i = 0; i < 40_000; i++) {
            full.learn(Fdb.station(VLAN, STATION + i), Location.of(i % 10 * 1600, 0), i / 10);
        }
        for (int port = 0; port < 10; port++) {
            assertThat(full.stations(port * 1600)).isEqualTo(100);
        }
    }

    @Test
    void aPortAtItsLimitGivesUpItsOwnOldest() {
        fdb.limit(1, 2, 0);
        fdb.learn(Fdb.station(VLAN, STATION), THERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), HERE, 1000);
        fdb.learn(Fdb.station(VLAN, STATION + 2), HERE, 2000);
        fdb.learn(Fdb.station(VLAN, STATION + 1), HERE, 3000);
        fdb.learn(Fdb.station(VLAN, STATION + 3), HERE, 4000);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 2))).isEqualTo(Fdb.MISS);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 1))).isEqualTo(HERE);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(THERE);
        assertThat(fdb.stations(1)).isEqualTo(2);
    }

    @Test
    void aStationThatMovesCountsWhereItIs() {
        fdb.limit(1, 1, 0);
        fdb.learn(Fdb.station(VLAN, STATION), HERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), THERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), HERE, 1000);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION))).isEqualTo(Fdb.MISS);
        assertThat(fdb.stations(1)).isEqualTo(1);
        assertThat(fdb.stations(Location.MAX_PORT)).isZero();
    }

    @Test
    void aLimitFullOfStaticEntriesLearnsNothingAndTakesNoMore() {
        fdb.limit(1, 1, 0);
        assertThat(fdb.addStatic(VLAN, STATION, HERE, 0)).isTrue();
        fdb.learn(Fdb.station(VLAN, STATION + 1), THERE, 0);
        fdb.learn(Fdb.station(VLAN, STATION + 1), HERE, 1000);
        assertThat(fdb.lookup(Fdb.station(VLAN, STATION + 1))).isEqualTo(THERE);
        assertThat(fdb.addStatic(VLAN, STATION + 2, HERE, 0)).isFalse();
        assertThat(fdb.stations(1)).isEqualTo(1);
    }

    @Test
    void aSmallerLimitDropsTheOldestAtOnce() {
        Fdb large = new Fdb(1000, AGEING, 42);
        for (int i = 0; i < 1000; i++) {
            large.learn(Fdb.station(VLAN, STATION + i), HERE, i);
        }
        large.limit(1, 100, 1000);
        assertThat(large.size()).isEqualTo(100);
        for (int i = 900; i < 1000; i++) {
            assertThat(large.lookup(Fdb.station(VLAN, STATION + i))).isEqualTo(HERE);
        }
        large.limit(1, Fdb.UNLIMITED, 1000);
        large.learn(Fdb.station(VLAN, STATION), HERE, 1000);
        assertThat(large.stations(1)).isEqualTo(101);
    }

    @Test
    void theLayoutDependsOnTheSeed() {
        assertThat(layout(1)).isNotEqualTo(layout(2)).hasSize(100);
        assertThat(layout(1)).isEqualTo(layout(1));
    }

    @Test
    void boundsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fdb(0, AGEING, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fdb(Fdb.MAX_ENTRIES + 1, AGEING, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fdb(1, Fdb.MIN_AGEING - 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fdb(1, Fdb.MAX_AGEING + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> fdb.limit(1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> fdb.limit(1, Fdb.MAX_ENTRIES + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> fdb.limit(-1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> fdb.limit(Location.MAX_PORT + 1, 1, 0));
    }

    @Test
    void pagesTogetherAreTheWholeTable() {
        Fdb large = new Fdb(1000, AGEING, 1);
        for (int i = 0; i < 1000; i++) {
            large.learn(Fdb.station(VLAN, STATION + i), HERE, 0);
        }
        List<Long> seen = new ArrayList<>();
        int pages = 0;
        int next = 0;
        do {
            int before = seen.size();
            next = large.forEachOfPage(next, (vid, mac, location, isStatic, tick) -> seen.add(mac));
            assertThat(seen.size() - before).isLessThanOrEqualTo(256);
            pages++;
        } while (next != 0);
        assertThat(pages).isGreaterThan(3);
        assertThat(seen).hasSize(1000).doesNotHaveDuplicates();
    }

    private static List<Long> layout(long seed) {
        Fdb fdb = new Fdb(100, AGEING, seed);
        for (int i = 0; i < 100; i++) {
            fdb.learn(Fdb.station(VLAN, STATION + i), HERE, 0);
        }
        List<Long> order = new ArrayList<>();
        fdb.forEach((vid, mac, location, isStatic, tick) -> order.add(mac));
        return order;
    }

    private List<String> entries() {
        return entriesOf(fdb);
    }

    private static List<String> entriesOf(Fdb table) {
        List<String> entries = new ArrayList<>();
        table.forEach((vid, mac, location, isStatic, tick) ->
                entries.add("%d %012x %x %b %d".formatted(vid, mac, location, isStatic, tick)));
        return entries;
    }
}
