package org.taplane.dataplane.bridge;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.table.Buckets;

/**
 * How the entries of the {@link Fdb} are shared out among the ports. Port numbers may be sparse: what a port costs it
 * costs from its first entry on, besides a reference for each smaller number.
 *
 * <p>Called with the table's monitor held.
 */
final class FdbPorts implements Buckets.Moves {
    private final Buckets table;
    private final FdbLinks links;
    private final FdbRanking ranking = new FdbRanking();
    private @Nullable FdbShare[] shares = new FdbShare[16];

    FdbPorts(Buckets table) {
        this.table = table;
        this.links = new FdbLinks(table.cells());
    }

    FdbLinks links() {
        return links;
    }

    /** The share of a port, 0 to {@link Location#MAX_PORT}. */
    FdbShare of(int port) {
        if (port >= shares.length) {
            shares = Arrays.copyOf(shares, 2 * Integer.highestOneBit(port));
        }
        FdbShare known = shares[port];
        return known == null ? newShare(port) : known;
    }

    void forEach(Consumer<FdbShare> visitor) {
        for (FdbShare share : shares) {
            if (share != null) {
                visitor.accept(share);
            }
        }
    }

    /** The share with most dynamic entries, among equals {@code preferred}. */
    FdbShare fullest(FdbShare preferred) {
        FdbShare first = ranking.first();
        return preferred.dynamic == first.dynamic ? preferred : first;
    }

    /** An entry with this value is in the cell now. */
    void added(int cell, long value) {
        FdbShare share = of(FdbEntry.port(value));
        if (FdbEntry.isStatic(value)) {
            share.fixed++;
            return;
        }
        share.dynamic++;
        links.add(share, cell);
        ranking.grown(share);
    }

    /** An entry with this value is about to leave the cell. */
    void removed(int cell, long value) {
        FdbShare share = of(FdbEntry.port(value));
        if (FdbEntry.isStatic(value)) {
            share.fixed--;
            return;
        }
        share.dynamic--;
        links.remove(share, cell);
        ranking.shrunk(share);
    }

    @Override
    public void moved(int from, int to) {
        long value = table.value(to);
        if (!FdbEntry.isStatic(value)) {
            links.move(of(FdbEntry.port(value)), from, to);
        }
    }

    private FdbShare newShare(int port) {
        FdbShare share = new FdbShare(port);
        shares[port] = share;
        ranking.add(share);
        return share;
    }
}
