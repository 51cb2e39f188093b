package org.taplane.dataplane.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one shard has exchanged with the remotes of a tunnel: with each configured one, with all others together, and what it
 * has sent to the group. The shard alone writes; anybody may read at any time and adds the shards up. An opaque read and write
 * cost what plain ones do and are never torn.
 */
public final class RemoteCounters {
    /** The place of the group; those of the configured remotes are their numbers in the {@link RemoteTable}. */
    public static final int GROUP = RemoteTable.NONE;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RX_FRAMES = 0;
    private static final int RX_BYTES = 1;
    private static final int TX_FRAMES = 2;
    private static final int TX_BYTES = 3;
    private static final int CELLS = 4;

    /** The place of all remotes that the configuration does not name: the one behind those that it does. */
    private final int others;

    private final long[] cells;

    /** @param configured how many remotes the configuration names */
    public RemoteCounters(int configured) {
        others = configured + 1;
        cells = new long[(others + 1) * CELLS];
    }

    /** A frame came from a remote, which has the number {@link RemoteTable#NONE} if the table has no room for it. */
    void received(int remote, long bytes) {
        int place = remote == RemoteTable.NONE ? others : Math.min(remote, others);
        add(place * CELLS + RX_FRAMES, 1);
        add(place * CELLS + RX_BYTES, bytes);
    }

    /** Frames went to a remote, or to the {@link #GROUP}. */
    void sent(int remote, long frames, long bytes) {
        int place = Math.min(remote, others);
        add(place * CELLS + TX_FRAMES, frames);
        add(place * CELLS + TX_BYTES, bytes);
    }

    public long rxFrames(int place) {
        return read(place * CELLS + RX_FRAMES);
    }

    public long rxBytes(int place) {
        return read(place * CELLS + RX_BYTES);
    }

    public long txFrames(int place) {
        return read(place * CELLS + TX_FRAMES);
    }

    public long txBytes(int place) {
        return read(place * CELLS + TX_BYTES);
    }

    private long read(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    private void add(int cell, long amount) {
        CELL.setOpaque(cells, cell, read(cell) + amount);
    }
}
