package org.taplane.dataplane.bridge;

import org.taplane.dataplane.table.Buckets;

/**
 * Goes over the whole {@link Fdb} once and drops dynamic entries. The table is locked for one entry at a time, so that shards
 * that learn meanwhile need not wait for all.
 */
final class FdbSweep {
    private final Buckets table;
    private final Dropper dropper;

    /** Says which dynamic entries go. */
    @FunctionalInterface
    interface Doom {
        boolean awaits(long key, long value);
    }

    /** Removes the entry of a cell; called with the table's monitor held. */
    @FunctionalInterface
    interface Dropper {
        void drop(int cell, FdbChange why);
    }

    FdbSweep(Buckets table, Dropper dropper) {
        this.table = table;
        this.dropper = dropper;
    }

    /** Drops the dynamic entries that are doomed; gives their number. */
    int drop(FdbChange why, Doom doomed) {
        int dropped = 0;
        for (int cell = 0; cell < table.end(); cell = Buckets.next(cell)) {
            while (isDoomed(cell, doomed) && dropIf(cell, why, doomed)) {
                dropped++; // and look again: the next entry may have moved up
            }
        }
        return dropped;
    }

    private boolean dropIf(int cell, FdbChange why, Doom doomed) {
        synchronized (table) {
            boolean isStill = isDoomed(cell, doomed);
            if (isStill) {
                dropper.drop(cell, why);
            }
            return isStill;
        }
    }

    private boolean isDoomed(int cell, Doom doomed) {
        long key = table.key(cell);
        if (key == 0) {
            return false;
        }
        long value = table.value(cell);
        return !FdbEntry.isStatic(value) && doomed.awaits(key, value);
    }
}
