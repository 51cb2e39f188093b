package org.taplane.dataplane.bridge;

/** What one port has of the {@link Fdb}. Read and written with the table's monitor held. */
final class FdbShare {
    final int port;

    /** Dynamic entries; {@link FdbLinks} chains them. */
    int dynamic;

    /** Static entries. */
    int fixed;

    /** How many entries the port may have. */
    int limit = Fdb.UNLIMITED;

    /** The first cell of the chain. */
    int head = FdbLinks.NONE;

    /** Where the share stands in {@link FdbRanking}. */
    int rank;

    /** What is left of the port's run in {@link FdbEvictor}. */
    long runStart;

    long runEnd;

    FdbShare(int port) {
        this.port = port;
    }

    int stations() {
        return dynamic + fixed;
    }

    boolean isFull() {
        return stations() >= limit;
    }
}
