package org.taplane.dataplane.bridge;

import org.taplane.dataplane.table.Buckets;

/**
 * Finds the oldest dynamic entry of a port at a bounded cost, however fast new stations come.
 *
 * <p>Of a port with few entries it looks at all. Of others one scan collects a sixteenth of the entries, the oldest, as
 * the port's <em>run</em>, oldest first; each eviction takes the next of them, and passes over those whose value is no
 * longer what the scan saw. That is exact: an entry's last-seen time only grows, and an entry that joins the port has been
 * seen just now, so what the scan left out, or what was refreshed or has joined since, cannot be older than what is still
 * in the run.
 *
 * <p>A scan looks at the port's entries, or reads the whole table if that is not more than {@value #CELLS_AN_ENTRY} cells
 * an entry, one after the other. It is paid for by the evictions it feeds: sixteen entries each, or at most 128 cells.
 *
 * <p>The runs of all ports follow each other in one ring with room for twice a sixteenth of all entries, and a new one may
 * overwrite some that were not used up; their ports are scanned again when it is their turn. Before a run is overwritten
 * the whole ring has been written. One run of each port fills half of it, the other half are runs that followed one which
 * was used up. So at least half of what scans collect is used.
 *
 * <p>Called with the table's monitor held.
 */
final class FdbEvictor {
    /** As many entries are looked at one by one. */
    static final int FEW = 64;

    /** One scan feeds evictions of this fraction of the port's entries. */
    private static final int SHARE = 16;

    /** Cells that follow each other are read faster than entries that a chain leads to. */
    private static final int CELLS_AN_ENTRY = 8;

    private final Buckets table;
    private final FdbLinks links;
    private final FdbOldest oldest;
    private final long[] keys;
    private final long[] values;

    /** How much was ever written to the ring: a position in it is counted from the beginning of time. */
    private long written;

    FdbEvictor(Buckets table, FdbLinks links, int maxEntries) {
        this.table = table;
        this.links = links;
        int longestRun = Math.max(1, maxEntries / SHARE);
        oldest = new FdbOldest(longestRun);
        keys = new long[2 * longestRun];
        values = new long[2 * longestRun];
    }

    /** The cell of the oldest dynamic entry of a port, or a negative number if it has none. */
    int oldest(FdbShare share, int now) {
        if (share.dynamic <= FEW) {
            return oldestOfFew(share, now);
        }
        int cell = nextUnchanged(share);
        if (cell >= 0) {
            return cell;
        }
        scan(share, now);
        return nextUnchanged(share);
    }

    /** As {@link #oldest}, for who does not evict it: the next call of either gives the same one. */
    int peek(FdbShare share, int now) {
        int cell = oldest(share, now);
        if (cell >= 0 && share.dynamic > FEW) {
            share.runStart--;
        }
        return cell;
    }

    private int oldestOfFew(FdbShare share, int now) {
        int oldestCell = FdbLinks.NONE;
        int greatestAge = Integer.MIN_VALUE;
        for (int cell = share.head; cell != FdbLinks.NONE; cell = links.next(cell)) {
            int age = FdbEntry.age(table.value(cell), now);
            if (age > greatestAge) {
                greatestAge = age;
                oldestCell = cell;
            }
        }
        return oldestCell;
    }

    private int nextUnchanged(FdbShare share) {
        while (share.runStart < share.runEnd && written - share.runStart <= keys.length) {
            int slot = slot(share.runStart++);
            int cell = table.find(keys[slot]);
            if (cell >= 0 && table.value(cell) == values[slot]) {
                return cell;
            }
        }
        return FdbLinks.NONE;
    }

    private void scan(FdbShare share, int now) {
        oldest.clear(share.dynamic / SHARE);
        if (table.cells() / CELLS_AN_ENTRY <= share.dynamic) {
            offerByCell(share.port, now);
        } else {
            offerByChain(share.head, now);
        }
        oldest.sort();
        share.runStart = written;
        for (int i = 0; i < oldest.size(); i++) {
            int slot = slot(written++);
            keys[slot] = table.key(oldest.cell(i));
            values[slot] = table.value(oldest.cell(i));
        }
        share.runEnd = written;
    }

    private void offerByCell(int port, int now) {
        for (int cell = 0; cell < table.end(); cell = Buckets.next(cell)) {
            if (table.key(cell) != 0) {
                long value = table.value(cell);
                if (FdbEntry.port(value) == port && !FdbEntry.isStatic(value)) {
                    oldest.offer(cell, FdbEntry.age(value, now));
                }
            }
        }
    }

    private void offerByChain(int head, int now) {
        for (int cell = head; cell != FdbLinks.NONE; cell = links.next(cell)) {
            oldest.offer(cell, FdbEntry.age(table.value(cell), now));
        }
    }

    private int slot(long position) {
        return (int) (position % keys.length);
    }
}
