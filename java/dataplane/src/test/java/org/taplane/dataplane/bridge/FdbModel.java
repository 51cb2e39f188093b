package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What an {@link Fdb} should do, on a HashMap and a clock that never wraps. */
final class FdbModel {
    record Station(int vid, long mac) {
        long packed() {
            return Fdb.station(vid, mac);
        }
    }

    record Entry(int location, boolean isStatic, long seen) {
        int port() {
            return Location.port(location);
        }
    }

    /** Every port that the operations name. */
    static final List<Integer> PORTS = List.of(0, 1, 17, Location.MAX_PORT);

    private final Map<Station, Entry> entries = new HashMap<>();
    private final Map<Integer, Integer> limits = new HashMap<>();
    private final int maxEntries;
    private final int ageing;

    FdbModel(int maxEntries, int ageing) {
        this.maxEntries = maxEntries;
        this.ageing = ageing;
    }

    /** Applies what {@code fdb} has just been told; takes its choice of a victim among equally old ones. */
    void learn(Station station, int location, long now, Fdb fdb) {
        Entry old = entries.get(station);
        if (old == null || (!old.isStatic && (old.location != location || now - old.seen >= Fdb.GRANULE))) {
            put(station, new Entry(location, false, now), fdb);
        }
    }

    boolean addStatic(Station station, int location, Fdb fdb) {
        return put(station, new Entry(location, true, 0), fdb);
    }

    void limit(int port, int max, Fdb fdb) {
        limits.put(port, max);
        dropOldest(port, stations(port) - max, fdb);
    }

    boolean remove(Station station) {
        return entries.remove(station) != null;
    }

    int expire(long now) {
        return removeDynamic(entry -> now - entry.seen > ageing);
    }

    int flushPort(int port) {
        return removeDynamic(entry -> entry.port() == port);
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
        for (int port : PORTS) {
            assertThat(fdb.stations(port)).isEqualTo(stations(port));
            assertThat(fdb.limit(port)).isEqualTo(limits.getOrDefault(port, Fdb.UNLIMITED));
        }
    }

    /** The entries with times as an {@link Fdb} shows them. */
    private Map<Station, Entry> wrapped() {
        Map<Station, Entry> wrapped = new HashMap<>();
        entries.forEach((station, entry) -> wrapped.put(
                station, new Entry(entry.location, entry.isStatic, (int) (entry.seen & Integer.MAX_VALUE))));
        return wrapped;
    }

    private boolean put(Station station, Entry entry, Fdb fdb) {
        Entry old = entries.get(station);
        boolean joins = old == null || old.port() != entry.port();
        boolean room = true;
        if (joins && stations(entry.port()) >= limits.getOrDefault(entry.port(), Fdb.UNLIMITED)) {
            room = dropOldest(entry.port(), 1, fdb);
        } else if (old == null && entries.size() == maxEntries) {
            room = fullest().stream().anyMatch(port -> dropOldest(port, 1, fdb));
        }
        if (room) {
            entries.put(station, entry);
        }
        return room;
    }

    private int stations(int port) {
        return (int)
                entries.values().stream().filter(entry -> entry.port() == port).count();
    }

    /** The ports with most dynamic entries. */
    private List<Integer> fullest() {
        long most = PORTS.stream()
                .mapToLong(port -> agesOldestFirst(port).size())
                .max()
                .orElseThrow();
        return PORTS.stream()
                .filter(port -> agesOldestFirst(port).size() == most)
                .toList();
    }

    /** Drops as many of a port's oldest dynamic entries, among equally old ones those that {@code fdb} dropped. */
    private boolean dropOldest(int port, int count, Fdb fdb) {
        List<Long> ages = agesOldestFirst(port);
        if (count <= 0 || ages.isEmpty()) {
            return false;
        }
        long youngest = ages.get(Math.min(count, ages.size()) - 1);
        return entries.entrySet().removeIf(e -> {
            Entry entry = e.getValue();
            return !entry.isStatic
                    && entry.port() == port
                    && entry.seen <= youngest
                    && fdb.lookup(e.getKey().packed()) == Fdb.MISS;
        });
    }

    private List<Long> agesOldestFirst(int port) {
        return entries.values().stream()
                .filter(entry -> !entry.isStatic && entry.port() == port)
                .map(Entry::seen)
                .sorted()
                .toList();
    }

    private int removeDynamic(Predicate<Entry> doomed) {
        int before = entries.size();
        entries.values().removeIf(entry -> !entry.isStatic && doomed.test(entry));
        return before - entries.size();
    }
}
