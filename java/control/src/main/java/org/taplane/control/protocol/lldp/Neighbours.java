package org.taplane.control.protocol.lldp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The neighbours of one port, by what they call themselves: chassis and port together (IEEE 802.1AB 8.2.1). One that comes
 * when the table is full is passed over (9.2.8.7.5): those who were there first are the more likely ones.
 */
final class Neighbours {
    /** A link has one other end, mostly; a hub may be between. */
    static final int MAX = 8;

    private final Map<Key, Neighbour> all = new LinkedHashMap<>();

    private record Key(Identifier chassis, Identifier port) {
        static Key of(Lldpdu said) {
            return new Key(said.chassis(), said.port());
        }
    }

    /** What became of something that was heard. */
    enum Change {
        NEW,
        REFRESHED,
        GONE,
        NO_ROOM
    }

    Change hear(Lldpdu said, long now) {
        Key key = Key.of(said);
        if (said.ttl() == 0) {
            all.remove(key);
            return Change.GONE;
        }
        Neighbour known = all.get(key);
        if (known == null && all.size() == MAX) {
            return Change.NO_ROOM;
        }
        all.put(key, new Neighbour(said, known == null ? now : known.since(), now));
        return known == null ? Change.NEW : Change.REFRESHED;
    }

    /** Forgets those whose time is over; how many. */
    int age(long now) {
        int before = all.size();
        all.values().removeIf(neighbour -> neighbour.isStale(now));
        return before - all.size();
    }

    void clear() {
        all.clear();
    }

    /** In the order in which they were heard first. */
    List<Neighbour> list() {
        return List.copyOf(all.values());
    }
}
