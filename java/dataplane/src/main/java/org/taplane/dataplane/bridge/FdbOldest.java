package org.taplane.dataplane.bridge;

/** The oldest so many of the entries that are offered: while they are offered a min-heap of age and cell, then sorted. */
final class FdbOldest {
    private static final long CELL_BITS = 0xffff_ffffL;

    private final long[] ranks;
    private int capacity;
    private int size;

    FdbOldest(int maxCapacity) {
        ranks = new long[maxCapacity];
    }

    /** Begins anew, for {@code wanted} entries. */
    void clear(int wanted) {
        capacity = wanted;
        size = 0;
    }

    void offer(int cell, int age) {
        long rank = rank(cell, age);
        if (size < capacity) {
            siftUp(size++, rank);
        } else if (rank > ranks[0]) {
            siftDown(0, size, rank);
        }
    }

    int size() {
        return size;
    }

    /** The cell of an entry; after {@link #sort} the oldest is the first. */
    int cell(int i) {
        return ~(int) ranks[i];
    }

    void sort() {
        for (int last = size - 1; last > 0; last--) {
            long moved = ranks[last];
            ranks[last] = ranks[0];
            siftDown(0, last, moved);
        }
    }

    /** Greater = older; among equals, the one that comes first in the table. */
    private static long rank(int cell, int age) {
        return (long) age << 32 | (~cell & CELL_BITS);
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
