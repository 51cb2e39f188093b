package org.taplane.dataplane.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any sequence of changes leaves {@link Buckets} with what a HashMap has, and whoever is told of moves knows where. */
class BucketsProperties {
    private static final int KEYS = 40;

    /** A value for a key, or none. */
    record Change(long key, long value) {}

    @Property(tries = 500)
    void aTableHasWhatAMapHas(
            @ForAll("changes") List<Change> changes,
            @ForAll @IntRange(min = 1, max = KEYS) int room,
            @ForAll long seed) {
        Buckets table = new Buckets(room, seed);
        Map<Long, Long> model = new HashMap<>();
        Map<Integer, Long> keysByCell = new HashMap<>();
        for (Change change : changes) {
            if (change.value == Buckets.ABSENT) {
                remove(change.key, table, keysByCell);
                model.remove(change.key);
            } else if (model.size() < room || model.containsKey(change.key)) {
                put(change, table, keysByCell);
                model.put(change.key, change.value);
            }
            assertSame(table, model);
        }
        assertThat(keysByCell).isEqualTo(cells(table));
    }

    /** The calls for many keys at once. */
    @Property(tries = 200)
    void manyKeysAreFoundAsOneIs(@ForAll("changes") List<Change> changes, @ForAll long seed) {
        Buckets table = new Buckets(KEYS, seed);
        changes.forEach(change -> put(new Change(change.key, change.value & Long.MAX_VALUE), table, new HashMap<>()));
        long[] keys = Arbitraries.longs()
                .between(1, 2 * KEYS)
                .array(long[].class)
                .ofSize(Long.SIZE)
                .sample();
        int[] cells = new int[keys.length];

        table.homes(keys, cells, keys.length);
        long away = table.away(keys, cells, keys.length);
        long farther = table.searchBuckets(keys, cells, away);

        for (int i = 0; i < keys.length; i++) {
            int cell = (farther >>> i & 1) == 0 ? cells[i] : table.search(cells[i], keys[i]);
            assertThat(cell).isEqualTo(table.find(keys[i]));
        }
    }

    @Example
    void theLowHalfOfAValueIsReplacedAlone() {
        Buckets table = new Buckets(1, 0);
        put(new Change(7, 0x1234_5678_9abc_def0L), table, new HashMap<>());
        table.replaceLow(table.find(7), 0x0fed_cba9);
        assertThat(table.read(7)).isEqualTo(0x1234_5678_0fed_cba9L);
    }

    @Example
    void roomIsChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Buckets(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Buckets(Buckets.MAX_ENTRIES + 1, 0));
    }

    private static void put(Change change, Buckets table, Map<Integer, Long> keysByCell) {
        synchronized (table) {
            int cell = table.find(change.key);
            if (cell < 0) {
                table.insert(~cell, change.key, change.value);
                keysByCell.put(~cell, change.key);
            } else {
                table.replace(cell, change.value);
            }
        }
    }

    private static void remove(long key, Buckets table, Map<Integer, Long> keysByCell) {
        synchronized (table) {
            int cell = table.find(key);
            if (cell >= 0) {
                keysByCell.remove(cell);
                table.remove(cell, (from, to) -> keysByCell.put(to, keysByCell.remove(from)));
            }
        }
    }

    private static void assertSame(Buckets table, Map<Long, Long> model) {
        for (long key = 1; key <= KEYS; key++) {
            assertThat(table.read(key)).isEqualTo(model.getOrDefault(key, Buckets.ABSENT));
        }
        assertThat(new ArrayList<>(cells(table).values())).containsExactlyInAnyOrderElementsOf(model.keySet());
    }

    private static Map<Integer, Long> cells(Buckets table) {
        Map<Integer, Long> keys = new HashMap<>();
        for (int cell = 0; cell < table.end(); cell = Buckets.next(cell)) {
            if (table.key(cell) != 0) {
                keys.put(cell, table.key(cell));
            }
        }
        return keys;
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Long> value = Arbitraries.oneOf(
                Arbitraries.just(Buckets.ABSENT), Arbitraries.longs().between(0, Long.MAX_VALUE));
        return Combinators.combine(Arbitraries.longs().between(1, KEYS), value)
                .as(Change::new)
                .list()
                .ofMaxSize(150);
    }
}
