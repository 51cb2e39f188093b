package org.taplane.dataplane.bridge;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.table.Buckets;

/**
 * The forwarding database of one bridge (IEEE 802.1Q 8.8): which station, in which VLAN, is behind which port. All
 * shards of the bridge share it.
 *
 * <p>{@link Buckets} is the table, {@link FdbEntry} draws the bits of an entry. Memory: 48 to 96 bytes per possible entry,
 * allocated at once, a third of it to find the entries of a port, plus 2.5 for eviction.
 *
 * <h2>Who may call what</h2>
 *
 * Everything may be called by any thread. {@link #lookup} and a {@link #learn} that finds its station where it was take
 * no lock; that is nearly every frame. What is rare takes one lock, the table's monitor, for as long as it takes to
 * change one entry: a new station, a move, a removal. Only {@link #flushPort}, and the scan that finds the oldest
 * entries of a port, hold it for all of the port's entries or for one pass over the table.
 *
 * <p>{@link Buckets} says why a reader never sees nonsense. A refresh writes nothing but the last-seen time, half of the
 * value. If another entry has been moved into the cell meanwhile, that one is refreshed too, and looks younger than it is.
 *
 * <h2>Time</h2>
 *
 * {@code now} is a count of milliseconds from any origin; it may wrap around, and differ between threads by less than a
 * granule. A known station is refreshed only when {@link #GRANULE} ms have passed since it was last, so that a busy
 * station costs a store per granule and not per frame, and its cache line stays shared between shards. Hence "last seen"
 * is up to a granule older than the truth, in ageing as well as in choosing the oldest entry.
 *
 * <h2>The bounds</h2>
 *
 * There are never more than {@code maxEntries} entries, static ones included. In a full table a new station takes the
 * place of another: of the dynamic entries of the port that has most of them, the one that was last seen longest ago. So
 * a port that floods forged addresses drives out its own stations, and those of others only down to the number that it
 * has itself. If all entries are static, a new station is not learned.
 *
 * <p>A port may have a {@link #limit} of its own, static entries included. A station that is new at a port which has
 * reached it takes the place of the port's own oldest dynamic entry; if all are static, it is not learned, and stays
 * where it was known to be.
 *
 * <p>See {@link FdbEvictor} for how the oldest is found at a bounded cost per frame.
 */
public final class Fdb {
    /** The location of a station that is not known. */
    public static final int MISS = -1;

    /** Greatest bound of the table, and of a port. */
    public static final int MAX_ENTRIES = Buckets.MAX_ENTRIES;

    /** The {@link #limit} of a port that has none of its own. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Shortest ageing time in milliseconds. */
    public static final int MIN_AGEING = 1_000;

    /** Longest ageing time in milliseconds, 6 days: not quite half of what last-seen times can tell apart. */
    public static final int MAX_AGEING = 6 * 24 * 3_600_000;

    /** Milliseconds by which the last-seen time of an entry may lag behind. */
    public static final int GRANULE = 64;

    private final Buckets table;
    private final FdbPorts ports;
    private final FdbEvictor evictor;
    private final FdbSweep sweep;
    private volatile int maxEntries;
    private volatile int ageingMillis;
    private final AtomicInteger size = new AtomicInteger();
    private final FdbNews news = new FdbNews();

    /**
     * An empty table.
     *
     * @param maxEntries bound of the table, 1 to {@link #MAX_ENTRIES}
     * @param ageingMillis a dynamic entry not seen for longer is dropped, {@link #MIN_AGEING} to {@link #MAX_AGEING}
     * @param seed a random number that no sender of frames can know
     */
    public Fdb(int maxEntries, int ageingMillis, long seed) {
        this.maxEntries = requireRange(maxEntries, 1, MAX_ENTRIES, "maxEntries");
        this.ageingMillis = requireRange(ageingMillis, MIN_AGEING, MAX_AGEING, "ageingMillis");
        table = new Buckets(maxEntries, seed);
        ports = new FdbPorts(table);
        evictor = new FdbEvictor(table, ports.links(), maxEntries);
        sweep = new FdbSweep(table, this::drop);
    }

    /** A station as the calls for each frame take it: VLAN and address in one long, never 0. */
    public static long station(int vid, long mac) {
        return FdbEntry.key(vid, mac);
    }

    /** The VLAN of a {@link #station}. */
    public static int vid(long station) {
        return FdbEntry.vid(station);
    }

    /** The address of a {@link #station}, in the low 48 bits. */
    public static long mac(long station) {
        return FdbEntry.mac(station);
    }

    /** The {@link Location} of a station, or {@link #MISS}. */
    public int lookup(long station) {
        long value = table.read(station);
        return value == Buckets.ABSENT ? MISS : FdbEntry.location(value);
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

    /** Notes that a station was heard at some time at {@code location}, if it is known to be there, and nothing otherwise. */
    public void keep(long station, int location, int tick) {
        int cell = table.find(station);
        if (cell >= 0) {
            refresh(cell, location, tick);
        }
    }

    /** For a shard that tells and asks in bursts. */
    FdbQuery newQuery() {
        return new FdbQuery(this, table);
    }

    /** For who asks what would be. */
    FdbForesight foresight() {
        return new FdbForesight(this, table, evictor);
    }

    /**
     * Makes a static entry, in place of a dynamic or another static one of that station.
     *
     * @return false if the table, or the port's limit, is full of other static entries
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
                drop(cell, FdbChange.FLUSHED);
            }
            return cell >= 0;
        }
    }

    /** Drops the dynamic entries that were not seen for longer than the ageing time; gives their number. */
    public int expire(int now) {
        return sweep.drop(FdbChange.AGED, (key, value) -> FdbEntry.age(value, now) > ageingMillis);
    }

    /** Sets the ageing time, {@link #MIN_AGEING} to {@link #MAX_AGEING}, from now on. */
    public void age(int millis) {
        ageingMillis = requireRange(millis, MIN_AGEING, MAX_AGEING, "ageingMillis");
    }

    /**
     * Lowers the bound of the table, from now on. What is more goes as it would if new stations came; static entries stay.
     *
     * @param max 1 to the present bound
     */
    public void shrink(int max, int now) {
        maxEntries = requireRange(max, 1, maxEntries, "max");
        boolean dropped;
        do {
            dropped = dropExcess(now);
        } while (dropped);
    }

    /**
     * Takes over the entries and the ports' limits of another table. Of a station that both know, the entry that was seen
     * last stays; hence a second call takes over only what has changed in the other table since the first.
     */
    public void adopt(Fdb other, int now) {
        new FdbTransfer(other.table, other.ports).copyTo(this, now);
    }

    /** Takes over one entry of another table, unless this table knows better. */
    void adopt(long key, long value, int now) {
        synchronized (table) {
            int cell = table.find(key);
            if (cell < 0 || FdbTransfer.isNewer(value, table.value(cell), now)) {
                put(key, value, now);
            }
        }
    }

    /** Drops the dynamic entries that match; gives their number. */
    public int flush(FdbFilter filter) {
        return sweep.drop(
                FdbChange.FLUSHED, (key, value) -> filter.matches(FdbEntry.vid(key), FdbEntry.location(value)));
    }

    /** Drops the dynamic entries of a port; gives their number. */
    public int flushPort(int port) {
        synchronized (
                table) { // for all of them: a station that sends meanwhile is learned after, not dropped or missed
            FdbShare share = ports.of(port);
            int dropped = share.dynamic;
            while (share.dynamic > 0) {
                drop(share.head, FdbChange.FLUSHED);
            }
            return dropped;
        }
    }

    /**
     * Bounds the entries of a port, from now on. If it has more, its oldest dynamic ones are dropped; static ones stay.
     *
     * @param max 1 to {@link #MAX_ENTRIES}, or {@link #UNLIMITED}
     */
    public void limit(int port, int max, int now) {
        requireRange(port, 0, Location.MAX_PORT, "port");
        if (max != UNLIMITED) {
            requireRange(max, 1, MAX_ENTRIES, "max");
        }
        synchronized (table) {
            ports.of(port).limit = max;
        }
        boolean dropped;
        do {
            dropped = dropExcess(port, now);
        } while (dropped);
    }

    /** The bound of a port's entries, or {@link #UNLIMITED}. */
    public int limit(int port) {
        synchronized (table) {
            return ports.of(port).limit;
        }
    }

    /** How many entries a port has, dynamic and static. */
    public int stations(int port) {
        synchronized (table) {
            return ports.of(port).stations();
        }
    }

    /** How many entries there are. */
    public int size() {
        return size.get();
    }

    /** Who is told of what changes. */
    public FdbNews news() {
        return news;
    }

    /**
     * Shows every entry to {@code visitor}. Each is consistent in itself; one that moves within the table meanwhile may be
     * shown twice or not at all.
     */
    public void forEach(FdbVisitor visitor) {
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
    public int forEachOfPage(int from, FdbVisitor visitor) {
        return FdbPage.show(table, from, visitor);
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
            table.replaceLow(cell, FdbEntry.tick(now));
        }
        return true;
    }

    private void change(long station, int location, int now) {
        synchronized (table) {
            int cell = table.find(station);
            if (cell >= 0 && FdbEntry.isStatic(table.value(cell))) {
                return;
            }
            int before = cell < 0 ? MISS : FdbEntry.location(table.value(cell));
            if (put(station, FdbEntry.dynamicValue(location, now), now)) {
                news.learned(station, before, location);
            }
        }
    }

    private boolean put(long key, long value, int now) {
        if (!makeRoom(table.find(key), value, now)) {
            return false;
        }
        int cell = table.find(key); // anew: eviction may have moved the entry, or the end of the probe
        if (cell >= 0) {
            ports.removed(cell, table.value(cell));
            table.replace(cell, value);
            ports.added(cell, value);
            news.replaced(key);
        } else {
            table.insert(~cell, key, value);
            ports.added(~cell, value);
            size.incrementAndGet();
        }
        return true;
    }

    /** Sees to it that an entry may be put where {@link Buckets#find} says; false if static ones leave no room. */
    private boolean makeRoom(int cell, long value, int now) {
        FdbShare crowded = crowded(cell, value);
        return crowded == null || evict(crowded, now);
    }

    /** The port that has to give up an entry before one may be put there; none if there is room. */
    @Nullable
    FdbShare crowded(int cell, long value) {
        FdbShare share = ports.of(FdbEntry.port(value));
        boolean joins = cell < 0 || FdbEntry.port(table.value(cell)) != share.port;
        if (joins && share.isFull()) {
            return share;
        }
        return cell >= 0 || size.get() < maxEntries ? null : ports.fullest(share);
    }

    private boolean evict(FdbShare share, int now) {
        int cell = evictor.oldest(share, now);
        if (cell >= 0) {
            drop(cell, FdbChange.EVICTED);
        }
        return cell >= 0;
    }

    private void drop(int cell, FdbChange why) {
        long key = table.key(cell);
        long value = table.value(cell);
        ports.removed(cell, value);
        table.remove(cell, ports);
        size.decrementAndGet();
        news.dropped(key, value, why);
    }

    /** One at a time, so that shards that learn meanwhile need not wait for all. */
    private boolean dropExcess(int port, int now) {
        synchronized (table) {
            FdbShare share = ports.of(port);
            return share.stations() > share.limit && evict(share, now);
        }
    }

    private boolean dropExcess(int now) {
        synchronized (table) {
            return size.get() > maxEntries && evict(ports.fullest(ports.of(0)), now);
        }
    }

    private static int requireRange(int value, int min, int max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", not in " + min + ".." + max);
        }
        return value;
    }
}
