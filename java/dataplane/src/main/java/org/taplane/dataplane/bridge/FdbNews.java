package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;

/** Whom an {@link Fdb} tells of its changes. They are rare, and told while the table is locked. */
public final class FdbNews {
    private final FdbCounters counters = new FdbCounters();
    private volatile @Nullable FdbJournal journal;
    private volatile Departures departures = station -> {};

    FdbNews() {}

    /** From here on what happens to dynamic entries is noted there. */
    public void keep(FdbJournal kept) {
        journal = kept;
    }

    /** From here on it is noted where it is noted for another table. */
    public void keepAs(FdbNews other) {
        journal = other.journal;
    }

    /** From here on {@code told} hears of each station that moves or is dropped. */
    public void tellDepartures(Departures told) {
        departures = told;
    }

    /** What has happened so far. */
    public FdbCounters counters() {
        return counters;
    }

    /** A dynamic entry is where it was not, or was elsewhere. */
    void learned(long station, int before, int location) {
        if (before == Fdb.MISS) {
            note(FdbChange.LEARNED, station, before, location);
        } else if (before != location) {
            counters.moved();
            note(FdbChange.MOVED, station, before, location);
        }
    }

    /** An entry has another value. */
    void replaced(long station) {
        departures.left(station);
    }

    /** An entry with that value is not there any more. */
    void dropped(long station, long value, FdbChange why) {
        if (why == FdbChange.EVICTED) {
            counters.evicted();
        }
        if (!FdbEntry.isStatic(value)) {
            note(why, station, FdbEntry.location(value), Fdb.MISS);
        }
        departures.left(station);
    }

    private void note(FdbChange what, long station, int from, int to) {
        FdbJournal kept = journal;
        if (kept != null) {
            kept.note(what, station, from, to);
        }
    }
}
