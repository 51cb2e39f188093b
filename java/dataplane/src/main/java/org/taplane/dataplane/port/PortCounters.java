package org.taplane.dataplane.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.taplane.dataplane.frame.Burst;

/**
 * Counters of one port in one shard. The shard alone writes; anybody may read at any time and adds the shards up. An
 * opaque read and write cost what plain ones do and are never torn.
 */
public final class PortCounters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RX_FRAMES = 0;
    private static final int RX_BYTES = 1;
    private static final int RX_DROPS = 2;
    private static final int TX_FRAMES = 3;
    private static final int TX_BYTES = 4;
    private static final int TX_DROPS = 5;
    private static final int REASONS = 6;
    private static final DropReason[] ALL_REASONS = DropReason.values();

    private static final DropTap[] UNSEEN = {};

    private final long[] cells = new long[REASONS + ALL_REASONS.length];
    private DropTap[] taps = UNSEEN;

    public void received(long frames, long bytes) {
        add(RX_FRAMES, frames);
        add(RX_BYTES, bytes);
    }

    public void sent(long frames, long bytes) {
        add(TX_FRAMES, frames);
        add(TX_BYTES, bytes);
    }

    /** Frames that came in by this port and go no further. */
    public void dropReceived(DropReason reason, int frames) {
        add(RX_DROPS, frames);
        add(cell(reason), frames);
    }

    /** Frames that should have gone out by this port. */
    public void dropSent(DropReason reason, int frames) {
        add(TX_DROPS, frames);
        add(cell(reason), frames);
    }

    /** As {@link #dropReceived(DropReason, int)}, for a set of frames that whoever captures drops may see. */
    public void dropReceived(DropReason reason, Burst burst, long frames) {
        dropReceived(reason, Long.bitCount(frames));
        show(reason, Direction.RECEIVED, burst, frames);
    }

    /** As {@link #dropSent(DropReason, int)}, for a set of frames that whoever captures drops may see. */
    public void dropSent(DropReason reason, Burst burst, long frames) {
        dropSent(reason, Long.bitCount(frames));
        show(reason, Direction.SENT, burst, frames);
    }

    private void show(DropReason reason, Direction direction, Burst burst, long frames) {
        for (DropTap tap : taps) {
            tap.dropped(reason, direction, burst, frames);
        }
    }

    /** Has these, and nobody else, see frames that are dropped from now on; on the shard's thread. */
    public void showDropsTo(DropTap... next) {
        taps = next.clone();
    }

    /** Drops that were counted elsewhere, such as by the process before this one; see {@link #count} for their reasons. */
    public void dropped(long received, long sent) {
        add(RX_DROPS, received);
        add(TX_DROPS, sent);
    }

    /** Frames, of either direction, that were dropped for a reason elsewhere. */
    public void count(DropReason reason, long frames) {
        add(cell(reason), frames);
    }

    public long rxFrames() {
        return read(RX_FRAMES);
    }

    public long rxBytes() {
        return read(RX_BYTES);
    }

    public long rxDrops() {
        return read(RX_DROPS);
    }

    public long txFrames() {
        return read(TX_FRAMES);
    }

    public long txBytes() {
        return read(TX_BYTES);
    }

    public long txDrops() {
        return read(TX_DROPS);
    }

    public long drops(DropReason reason) {
        return read(cell(reason));
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
    private static int cell(DropReason reason) {
        return REASONS + reason.ordinal();
    }

    private long read(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    private void add(int cell, long amount) {
        CELL.setOpaque(cells, cell, read(cell) + amount);
    }
}
