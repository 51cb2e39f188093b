package org.taplane.dataplane.bridge;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taplane.dataplane.table.Buckets;

/**
 * The dynamic entries of each port as a chain, in no order, so that they are found without a pass over the table: for each
 * cell of the table the cells before and behind it. Beside the table, so that a lookup's cache line has none of it.
 *
 * <p>Called with the table's monitor held.
 */
final class FdbLinks {
    /** What is before the first cell of a chain, and behind the last. */
    static final int NONE = -1;

    private static final ValueLayout.OfInt CELL = ValueLayout.JAVA_INT;
    private static final long LINK = 2 * Integer.BYTES;
    private static final long NEXT = Integer.BYTES;

    private final MemorySegment memory;

    FdbLinks(int cells) {
        memory = Arena.ofAuto().allocate(cells * LINK, LINK);
    }

    int next(int cell) {
        return memory.get(CELL, link(cell) + NEXT);
    }

    /** Puts a cell before all others of a port. */
    void add(FdbShare share, int cell) {
        join(share, cell, share.head);
        join(share, NONE, cell);
    }

    void remove(FdbShare share, int cell) {
        join(share, previous(cell), next(cell));
    }

    /** The entry of cell {@code from} is in cell {@code to} now. */
    void move(FdbShare share, int from, int to) {
        join(share, to, next(from));
        join(share, previous(from), to);
    }

    private void join(FdbShare share, int previous, int next) {
        if (previous == NONE) {
            share.head = next;
        } else {
            memory.set(CELL, link(previous) + NEXT, next);
        }
        if (next != NONE) {
            memory.set(CELL, link(next), previous);
        }
    }

    private int previous(int cell) {
        return memory.get(CELL, link(cell));
    }

    private static long link(int cell) {
        return Buckets.index(cell) * LINK;
    }
}
