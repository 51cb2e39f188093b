package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What an {@link Fdb} should do, on a HashMap and a clock that never wraps. */
final class FdbModel {
    record Station(int vid, long mac) {
        long packed() {
            return Fdb.station(vid, mac);
        }
    }

    record Entry(int location, boolean isStatic, long seen) {}

    private final Map<Station, Entry> entries = new HashMap<>();
    private final int maxEntries;
    private final int ageing;

    FdbModel(int maxEntries, int ageing) {
        this.maxEntries = maxEntries;
        this.ageing = ageing;
    }

    /** Applies what {@code fdb} has just been told; takes its choice of a victim among equally old ones. */
    void learn(Station station, int location, long now, Fdb fdb) {
        Entry old = entries.get(station);
        if (old == null) {
            if (makeRoom(fdb)) {
                entries.put(station, new Entry(location, false, now));
            }
        } else if (!old.isStatic && (old.location != location || now - old.seen >= Fdb.GRANULE)) {
            entries.put(station, new Entry(location, false, now));
        }
    }

    boolean addStatic(Station station, int location, Fdb fdb) {
        if (!entries.containsKey(station) && !makeRoom(fdb)) {
            return false;
        }
        entries.put(station, new Entry(location, true, 0));
        return true;
    }

    boolean remove(Station station) {
        return entries.remove(station) != null;
    }

    int expire(long now) {
        return removeDynamic(entry -> now - entry.seen > ageing);
    }

    int flushPort(int port) {
        return removeDynamic(entry -> Location.port(entry.location) == port);
    }

    void assertSame(Fdb fdb) {
        Map<Station, Entry> actual = new HashMap<>();
        fdb.forEach((vid, mac, location, isStatic, tick) -> assertThat(
                        actual.put(new Station(vid, mac), new Entry(location, isStatic, tick)))
                .isNull());
        assertThat(actual).isEqualTo(wrapped());
        assertThat(fdb.size()).isEqualTo(entries.size());
        entries.forEach(
                (station, entry) -> assertThat(fdb.lookup(station.packed())).isEqualTo(entry.location));
    }

    /** The entries with times as an {@link Fdb} shows them. */
    private Map<Station, Entry> wrapped() {
        Map<Station, Entry> wrapped = new HashMap<>();
        entries.forEach((station, entry) -> wrapped.put(
                station, new Entry(entry.location, entry.isStatic, (int) (entry.seen & Integer.MAX_VALUE))));
        return wrapped;
    }

    private boolean makeRoom(Fdb fdb) {
        if (entries.size() < maxEntries) {
            return true;
        }
        long oldest = entries.values().stream()
                .filter(entry -> !entry.isStatic)
                .mapToLong(Entry::seen)
                .min()
                .orElse(Long.MAX_VALUE);
        return entries.entrySet().removeIf(e -> {
            Station station = e.getKey();
            return !e.getValue().isStatic && e.getValue().seen == oldest && fdb.lookup(station.packed()) == Fdb.MISS;
        });
    }

    private int removeDynamic(Predicate<Entry> doomed) {
        int before = entries.size();
        entries.values().removeIf(entry -> !entry.isStatic && doomed.test(entry));
        return before - entries.size();
    }
}
