package org.taplane.dataplane.bridge;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/**
 * The forwarding database of one bridge (IEEE 802.1Q 8.8): which station, in which VLAN, is behind which port. All
 * shards of the bridge share it.
 *
 * <h2>Layout</h2>
 *
 * Buckets of one cache line, 64 bytes, with four cells each, key and value side by side, so that a lookup mostly reads
 * one cache line:
 *
 * <pre>
 *   home(VID ‖ MAC) ──┐
 *                     ▼
 *   ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
 *   │  0  │  -  │ key │value│ key │value│  0  │  -  │   next bucket ...
 *   └─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┘
 *      empty       cell        cell        empty
 * </pre>
 *
 * {@link FdbEntry} draws the bits of both longs, {@link FdbTable} says which cell is an entry's. The table has a power of
 * two of cells, at least twice {@code maxEntries}: even when it is full three of four stations are in the first cell
 * that is looked at, and 97 of 100 in the first bucket. It never grows and is never rehashed. Memory: 32 to 64 bytes per
 * possible entry, allocated at once, plus 1.5 for eviction.
 *
 * <p>Where a search begins depends on a secret seed, so nobody who sends frames can choose addresses that collide.
 *
 * <h2>Who may call what</h2>
 *
 * Everything may be called by any thread. {@link #lookup} and a {@link #learn} that finds its station where it was take
 * no lock; that is nearly every frame. What is rare takes one lock, the table's monitor, for as long as it takes to
 * change one entry: a new station, a move, a removal. Only {@link #flushPort}, and the scan that finds the oldest
 * entries of a full table, hold it for one pass over the table.
 *
 * <h2>Why a reader never sees nonsense</h2>
 *
 * <ul>
 *   <li>A new entry's value is written before its key, with release order: who sees the key sees the value.
 *   <li>A move writes one long, the value: a reader sees the old location or the new one.
 *   <li>A removal may shift entries that follow into the gap. Around it a counter becomes odd, then even again; a reader
 *       that finds it odd, or changed, after its search forgets what it saw and asks again under the lock. So a reader
 *       neither misses an entry that is being shifted nor pairs a key with another's value.
 *   <li>A refresh writes nothing but the last-seen time, half of the value. If another entry has been moved into the
 *       cell meanwhile, that one is refreshed too.
 * </ul>
 *
 * <h2>Time</h2>
 *
 * {@code now} is a count of milliseconds from any origin; it may wrap around, and differ between threads by less than a
 * granule. A known station is refreshed only when {@link #GRANULE} ms have passed since it was last, so that a busy
 * station costs a store per granule and not per frame, and its cache line stays shared between shards. Hence "last seen"
 * is up to a granule older than the truth, in ageing as well as in choosing the oldest entry.
 *
 * <h2>The bound</h2>
 *
 * There are never more than {@code maxEntries} entries. In a full table a new station takes the place of the dynamic
 * entry that was last seen longest ago; see {@link FdbEvictor} for how that is found at a bounded cost per frame. If
 * all entries are static, a new station is not learned.
 */
public final class Fdb {
    /** The location of a station that is not known. */
    public static final int MISS = -1;

    /** Greatest bound of the table: 16,777,216 entries in 512 MiB. */
    public static final int MAX_ENTRIES = 1 << 24;

    /** Longest ageing time in milliseconds, 6.2 days: half of what last-seen times can tell apart. */
    public static final int MAX_AGEING = 1 << 29;

    /** Milliseconds by which the last-seen time of an entry may lag behind. */
    public static final int GRANULE = 64;

    /** Bytes of a page of {@link #forEachOfPage}: at most 256 entries. */
    private static final int PAGE = 4096;

    private final FdbTable table;
    private final FdbEvictor evictor;
    private final int maxEntries;
    private final int ageingMillis;
    private final AtomicInteger size = new AtomicInteger();

    /** What {@link #forEach} calls for each entry. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Looks at one entry.
         *
         * @param mac the station's address in the low 48 bits
         * @param location see {@link Location}
         * @param tick when a dynamic entry was last seen: {@code now} modulo 2<sup>31</sup>
         */
        void visit(int vid, long mac, int location, boolean isStatic, int tick);
    }

    /**
     * An empty table.
     *
     * @param maxEntries bound of the table, 1 to {@link #MAX_ENTRIES}
     * @param ageingMillis a dynamic entry not seen for longer is dropped, 1 to {@link #MAX_AGEING}
     * @param seed a random number that no sender of frames can know
     */
    public Fdb(int maxEntries, int ageingMillis, long seed) {
        this.maxEntries = requireRange(maxEntries, MAX_ENTRIES, "maxEntries");
        this.ageingMillis = requireRange(ageingMillis, MAX_AGEING, "ageingMillis");
        table = new FdbTable(maxEntries, seed);
        evictor = new FdbEvictor(table, maxEntries);
    }

    /** A station as the calls for each frame take it: VLAN and address in one long, never 0. */
    public static long station(int vid, long mac) {
        return FdbEntry.key(vid, mac);
    }

    /** The {@link Location} of a station, or {@link #MISS}. */
    public int lookup(long station) {
        long value = table.read(station);
        return value == FdbEntry.ABSENT ? MISS : FdbEntry.location(value);
    }

    /**
     * Notes that a station sent a frame from {@code location}: makes an entry, refreshes it, or moves it there. A static
     * entry stays as it is. Called for every frame received; the source address is neither zero nor a group address.
     */
    public void learn(long station, int location, int now) {
        int cell = table.find(station);
        if (cell < 0 || !refresh(cell, location, now)) {
            change(station, location, now);
        }
    }

    /** For a shard that tells and asks in bursts. */
    FdbQuery newQuery() {
        return new FdbQuery(this, table);
    }

    /**
     * Makes a static entry, in place of a dynamic or another static one of that station.
     *
     * @return false if the table is full of other static entries
     */
    public boolean addStatic(int vid, long mac, int location, int now) {
        synchronized (table) {
            return put(FdbEntry.key(vid, mac), FdbEntry.staticValue(location), now);
        }
    }

    /** Drops an entry, dynamic or static; false if there is none. */
    public boolean remove(int vid, long mac) {
        synchronized (table) {
            int cell = table.find(FdbEntry.key(vid, mac));
            if (cell >= 0) {
                drop(cell);
            }
            return cell >= 0;
        }
    }

    /** Drops the dynamic entries that were not seen for longer than the ageing time; gives their number. */
    public int expire(int now) {
        return dropDynamic(value -> FdbEntry.age(value, now) > ageingMillis);
    }

    /** Drops the dynamic entries of a port; gives their number. */
    public int flushPort(int port) {
        synchronized (table) { // for the whole pass: no concurrent removal may shift an entry past it
            return dropDynamic(value -> Location.port(FdbEntry.location(value)) == port);
        }
    }

    public int size() {
        return size.get();
    }

    /**
     * Shows every entry to {@code visitor}. Each is consistent in itself; one that moves within the table meanwhile,
     * because others are removed, may be shown twice or not at all.
     */
    public void forEach(Visitor visitor) {
        int next = 0;
        do {
            next = forEachOfPage(next, visitor);
        } while (next != 0);
    }

    /**
     * Shows the entries of a part of the table, as {@link #forEach} does, so that a slow reader need not keep them all.
     *
     * @param from 0, or what the call before returned
     * @return where the next part begins; 0 after the last
     */
    public int forEachOfPage(int from, Visitor visitor) {
        int end = Math.min(from + PAGE, table.end());
        for (int cell = from; cell < end; cell = FdbTable.next(cell)) {
            show(cell, visitor);
        }
        return end == table.end() ? 0 : end;
    }

    private void show(int cell, Visitor visitor) {
        long key = table.key(cell);
        long value = key == 0 ? FdbEntry.ABSENT : table.read(key);
        if (value != FdbEntry.ABSENT) {
            visitor.visit(
                    FdbEntry.vid(key),
                    FdbEntry.mac(key),
                    FdbEntry.location(value),
                    FdbEntry.isStatic(value),
                    FdbEntry.tick(value));
        }
    }

    /** Brings a cell up to date if that needs no lock; false if the entry has to move. */
    private boolean refresh(int cell, int location, int now) {
        long value = table.value(cell);
        if (FdbEntry.isStatic(value)) {
            return true;
        }
        if (FdbEntry.location(value) != location) {
            return false;
        }
        if (FdbEntry.age(value, now) >= GRANULE) {
            table.refresh(cell, FdbEntry.tick(now));
        }
        return true;
    }

    private void change(long station, int location, int now) {
        synchronized (table) {
            int cell = table.find(station);
            if (cell < 0 || !FdbEntry.isStatic(table.value(cell))) {
                put(station, FdbEntry.dynamicValue(location, now), now);
            }
        }
    }

    private boolean put(long key, long value, int now) {
        int cell = table.find(key);
        if (cell >= 0) {
            table.replace(cell, value);
            return true;
        }
        if (size.get() == maxEntries && !evict(now)) {
            return false;
        }
        table.insert(~table.find(key), key, value); // eviction may have moved the end of the probe
        size.incrementAndGet();
        return true;
    }

    private boolean evict(int now) {
        int cell = evictor.oldest(now);
        if (cell >= 0) {
            drop(cell);
        }
        return cell >= 0;
    }

    private void drop(int cell) {
        table.remove(cell);
        size.decrementAndGet();
    }

    private int dropDynamic(LongPredicate doomed) {
        int dropped = 0;
        for (int cell = 0; cell < table.end(); cell = FdbTable.next(cell)) {
            while (isDoomed(cell, doomed) && dropIf(cell, doomed)) {
                dropped++; // and look again: the next entry may have moved up
            }
        }
        return dropped;
    }

    private boolean dropIf(int cell, LongPredicate doomed) {
        synchronized (table) {
            boolean drop = isDoomed(cell, doomed);
            if (drop) {
                drop(cell);
            }
            return drop;
        }
    }

    private boolean isDoomed(int cell, LongPredicate doomed) {
        if (table.key(cell) == 0) {
            return false;
        }
        long value = table.value(cell);
        return !FdbEntry.isStatic(value) && doomed.test(value);
    }

    private static int requireRange(int value, int max, String name) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", not in 1.." + max);
        }
        return value;
    }
}
