package org.taplane.dataplane.bridge;

import java.util.Arrays;

/**
 * Which port has most dynamic entries: a heap of shares with the greatest first. A share that gains or loses an entry
 * mostly stays where it is.
 *
 * <p>Called with the table's monitor held.
 */
final class FdbRanking {
    private FdbShare[] ranks = new FdbShare[8];
    private int size;

    /** A new share without entries. */
    void add(FdbShare share) {
        if (size == ranks.length) {
            ranks = Arrays.copyOf(ranks, 2 * size);
        }
        place(share, size++);
    }

    /** The share with most; there is one once {@link #add} was called. */
    FdbShare first() {
        return ranks[0];
    }

    void grown(FdbShare share) {
        int at = share.rank;
        while (at > 0 && ranks[(at - 1) / 2].dynamic < share.dynamic) {
            place(ranks[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        place(share, at);
    }

    void shrunk(FdbShare share) {
        int at = share.rank;
        for (int child = greaterChild(at);
                child < size && ranks[child].dynamic > share.dynamic;
                child = greaterChild(at)) {
            place(ranks[child], at);
            at = child;
        }
        place(share, at);
    }

    private int greaterChild(int parent) {
        int left = 2 * parent + 1;
        return left + 1 < size && ranks[left + 1].dynamic > ranks[left].dynamic ? left + 1 : left;
    }

    private void place(FdbShare share, int rank) {
        ranks[rank] = share;
        share.rank = rank;
    }
}
