package org.taplane.dataplane.bridge;

import org.taplane.dataplane.table.Buckets;

/** What the {@link Fdb} would do, and what it knows of single stations. Changes nothing that a frame would notice. */
final class FdbForesight {
    private final Fdb fdb;
    private final Buckets table;
    private final FdbEvictor evictor;

    FdbForesight(Fdb fdb, Buckets table, FdbEvictor evictor) {
        this.fdb = fdb;
        this.table = table;
        this.evictor = evictor;
    }

    /** What {@link Fdb#learn} would do. */
    Learning learn(long station, int location, int now) {
        synchronized (table) {
            int cell = table.find(station);
            if (cell < 0) {
                return joining(cell, Fdb.MISS, 0, location, now);
            }
            long value = table.value(cell);
            int before = FdbEntry.location(value);
            if (FdbEntry.isStatic(value)) {
                return new Learning(Learning.Outcome.STATIC, before, 0, 0);
            }
            int age = Math.max(0, FdbEntry.age(value, now));
            return before == location
                    ? new Learning(Learning.Outcome.KNOWN, before, age, 0)
                    : joining(cell, before, age, location, now);
        }
    }

    private Learning joining(int cell, int before, int age, int location, int now) {
        FdbShare crowded = fdb.crowded(cell, FdbEntry.dynamicValue(location, now));
        int victim = crowded == null ? FdbLinks.NONE : evictor.peek(crowded, now);
        if (crowded != null && victim < 0) {
            return new Learning(Learning.Outcome.NO_ROOM, before, age, 0);
        }
        Learning.Outcome outcome = cell < 0 ? Learning.Outcome.NEW : Learning.Outcome.MOVED;
        return new Learning(outcome, before, age, victim < 0 ? 0 : table.key(victim));
    }

    /** Copies what is known of a station, if something is, into another table. */
    void copy(long station, Fdb target, int now) {
        long value = table.read(station);
        if (value != Buckets.ABSENT) {
            target.adopt(station, value, now);
        }
    }
}
