package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.table.Buckets;

/**
 * What a burst has to tell and to ask the {@link Fdb}: where each frame's source is, and where its destination is. One
 * shard's own, reused for every burst.
 *
 * <p>Nearly always every source is known and where it was. Then nothing that the burst tells can change what it asks, and
 * all frames are taken together in short passes without branches. Otherwise learning and lookup alternate frame by
 * frame, so that a burst leaves the same state, and gets the same answers, as its frames one at a time.
 */
final class FdbQuery {
    /** The destination of a frame that goes to a group: not the key of any station. */
    static final long GROUP = 1L << 60;

    private final Fdb fdb;
    private final Buckets table;
    private final long[] sources = new long[Burst.CAPACITY];
    private final long[] destinations = new long[Burst.CAPACITY];

    /** Where the sources are; from {@link #answer} on where the destinations are. */
    private final int[] locations = new int[Burst.CAPACITY];

    private final int[] sourceCells = new int[Burst.CAPACITY];
    private final int[] destinationCells = new int[Burst.CAPACITY];
    private final long[] values = new long[Burst.CAPACITY];

    FdbQuery(Fdb fdb, Buckets table) {
        this.fdb = fdb;
        this.table = table;
    }

    boolean isOf(Fdb other) {
        return fdb == other;
    }

    /**
     * Sets the i-th question.
     *
     * @param source the station that sent, from {@code location}
     * @param destination the station it sent to, or {@link #GROUP}
     */
    void ask(int i, long source, int location, long destination) {
        sources[i] = source;
        locations[i] = location;
        destinations[i] = destination;
    }

    /** Learns the sources, if so wished, and looks up the destinations of the first {@code count} questions. */
    void answer(int count, boolean learning, int now) {
        int removals = table.removals();
        table.homes(sources, sourceCells, count);
        table.homes(destinations, destinationCells, count);
        long sourcesAway = table.away(sources, sourceCells, count);
        long destinationsAway = table.away(destinations, destinationCells, count);
        if (learning && !refresh(sourcesAway, count, now)) {
            alternate(count, now);
            return;
        }
        lookUp(destinationsAway, count);
        if (!table.isUndisturbed(removals)) {
            lookUpEach(count);
        }
    }

    /** The {@link Location} of the i-th destination, or {@link Fdb#MISS}. */
    int location(int i) {
        return locations[i];
    }

    /** Notes that the sources were seen; false, and nothing is noted, if one of them is new or has moved. */
    private boolean refresh(long away, int count, int now) {
        if (!find(table.searchBuckets(sources, sourceCells, away))) {
            return false;
        }
        table.values(sourceCells, values, count);
        if (!areWhereTheyWere(count)) {
            return false;
        }
        for (long left = stale(count, now); left != 0; left &= left - 1) {
            table.replaceLow(sourceCells[Long.numberOfTrailingZeros(left)], FdbEntry.tick(now));
        }
        return true;
    }

    private boolean find(long farther) {
        for (long left = farther; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            sourceCells[i] = table.search(sourceCells[i], sources[i]);
            if (sourceCells[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean areWhereTheyWere(int count) {
        int moves = 0;
        for (int i = 0; i < count; i++) {
            moves |= FdbEntry.isStatic(values[i]) ? 0 : FdbEntry.location(values[i]) ^ locations[i];
        }
        return moves == 0;
    }

    private long stale(int count, int now) {
        long stale = 0;
        for (int i = 0; i < count; i++) {
            int margin = Fdb.GRANULE - 1 - FdbEntry.age(values[i], now);
            stale |= (long) (margin >>> 31) << i;
        }
        return stale;
    }

    private void lookUp(long away, int count) {
        long farther = table.searchBuckets(destinations, destinationCells, away);
        table.values(destinationCells, values, count);
        for (int i = 0; i < count; i++) {
            locations[i] = FdbEntry.location(values[i]);
        }
        for (long left = farther; left != 0; left &= left - 1) {
            lookUp(Long.numberOfTrailingZeros(left));
        }
    }

    private void lookUpEach(int count) {
        for (int i = 0; i < count; i++) {
            lookUp(i);
        }
    }

    private void alternate(int count, int now) {
        for (int i = 0; i < count; i++) {
            fdb.learn(sources[i], locations[i], now);
            lookUp(i);
        }
    }

    private void lookUp(int i) {
        locations[i] = destinations[i] == GROUP ? Fdb.MISS : fdb.lookup(destinations[i]);
    }
}
