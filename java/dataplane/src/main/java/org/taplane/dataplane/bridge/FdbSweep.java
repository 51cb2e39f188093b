package org.taplane.dataplane.bridge;

import java.util.function.IntConsumer;
import org.taplane.dataplane.table.Buckets;

/**
 * Goes over the whole {@link Fdb} once and drops dynamic entries. The table is locked for one entry at a time, so that shards
 * that learn meanwhile need not wait for all.
 */
final class FdbSweep {
    private final Buckets table;
    private final IntConsumer drop;

    /** Says which dynamic entries go. */
    @FunctionalInterface
    interface Doom {
        boolean awaits(long key, long value);
    }

    /** @param drop removes the entry of a cell; called with the table's monitor held */
    FdbSweep(Buckets table, IntConsumer drop) {
        this.table = table;
        this.drop = drop;
    }

    /** Drops the dynamic entries that are doomed; gives their number. */
    int drop(Doom doomed) {
        int dropped = 0;
        for (int cell = 0; cell < table.end(); cell = Buckets.next(cell)) {
            while (isDoomed(cell, doomed) && dropIf(cell, doomed)) {
                dropped++; // and look again: the next entry may have moved up
            }
        }
        return dropped;
    }

    private boolean dropIf(int cell, Doom doomed) {
        synchronized (table) {
            boolean isStill = isDoomed(cell, doomed);
            if (isStill) {
                drop.accept(cell);
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
