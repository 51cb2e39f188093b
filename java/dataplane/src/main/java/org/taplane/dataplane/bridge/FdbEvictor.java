package org.taplane.dataplane.bridge;

/**
 * Finds the oldest dynamic entry of a full table at a bounded cost, however fast new stations come.
 *
 * <p>One scan collects the {@code POOL} oldest entries, oldest first; each eviction takes the next of them, and passes
 * over those whose value is no longer what the scan saw. That is exact: an entry's last-seen time only grows, so what
 * the scan left out, or what was refreshed or inserted since, cannot be older than what is still in the pool. A scan
 * reads the table once and is paid for by the evictions it feeds, a fixed share of the table.
 *
 * <p>Called with the table's monitor held.
 */
final class FdbEvictor {
    /** One scan feeds evictions of this fraction of the table's entries. */
    private static final int SHARE = 16;

    private static final long CELL_BITS = 0xffff_ffffL;

    private final FdbTable table;

    /** While scanning a min-heap of (age, complement of cell); then the same, sorted, oldest first. */
    private final long[] ranks;

    private final long[] keys;
    private final long[] values;
    private int next;
    private int size;

    FdbEvictor(FdbTable table, int maxEntries) {
        this.table = table;
        int capacity = Math.max(1, maxEntries / SHARE);
        ranks = new long[capacity];
        keys = new long[capacity];
        values = new long[capacity];
    }

    /** The cell of the oldest dynamic entry, or a negative number if every entry is static. */
    int oldest(int now) {
        int cell = nextUnchanged();
        if (cell >= 0) {
            return cell;
        }
        scan(now);
        return nextUnchanged();
    }

    private int nextUnchanged() {
        while (next < size) {
            int candidate = next++;
            int cell = table.find(keys[candidate]);
            if (cell >= 0 && table.value(cell) == values[candidate]) {
                return cell;
            }
        }
        return -1;
    }

    private void scan(int now) {
        next = 0;
        size = 0;
        for (int cell = 0; cell < table.end(); cell = FdbTable.next(cell)) {
            if (table.key(cell) != 0 && !FdbEntry.isStatic(table.value(cell))) {
                offer(rank(cell, now));
            }
        }
        sortOldestFirst();
        for (int i = 0; i < size; i++) {
            int cell = cell(ranks[i]);
            keys[i] = table.key(cell);
            values[i] = table.value(cell);
        }
    }

    /** Greater = older; among equals, the one that comes first in the table. */
    private long rank(int cell, int now) {
        return (long) FdbEntry.age(table.value(cell), now) << 32 | (~cell & CELL_BITS);
    }

    private static int cell(long rank) {
        return ~(int) rank;
    }

    private void offer(long rank) {
        if (size < ranks.length) {
            siftUp(size++, rank);
        } else if (rank > ranks[0]) {
            siftDown(0, size, rank);
        }
    }

    private void sortOldestFirst() {
        for (int last = size - 1; last > 0; last--) {
            long moved = ranks[last];
            ranks[last] = ranks[0];
            siftDown(0, last, moved);
        }
    }

    private void siftUp(int from, long rank) {
        int at = from;
        while (at > 0 && rank < ranks[(at - 1) / 2]) {
            ranks[at] = ranks[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        ranks[at] = rank;
    }

    private void siftDown(int from, int end, long rank) {
        int at = from;
        for (int child = smallerChild(at, end); child < end && ranks[child] < rank; child = smallerChild(at, end)) {
            ranks[at] = ranks[child];
            at = child;
        }
        ranks[at] = rank;
    }

    private int smallerChild(int parent, int end) {
        int left = 2 * parent + 1;
        return left + 1 < end && ranks[left + 1] < ranks[left] ? left + 1 : left;
    }
}
