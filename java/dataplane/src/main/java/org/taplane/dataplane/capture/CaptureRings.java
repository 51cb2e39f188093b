package org.taplane.dataplane.capture;

import java.util.Optional;
import org.taplane.dataplane.port.Direction;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.ring.RecordRing;
import org.taplane.wire.Slab;

/**
 * What one capture has seen in all shards: one ring a shard, read here as one sequence in order of time. Taps are made by
 * one thread; {@link #next} and what it stands at are for one reader.
 */
public final class CaptureRings {
    private static final Direction[] DIRECTIONS = Direction.values();
    private static final DropReason[] REASONS = DropReason.values();
    private static final int NOWHERE = -1;

    private final CaptureRing[] rings;
    private int taps;
    private int current = NOWHERE;
    private int at;

    /**
     * Empty rings.
     *
     * @param shards how many
     * @param filter frames that it refuses are not copied
     * @param snapLength bytes of a frame that are copied
     * @param capacity of each ring in bytes, a power of two
     */
    public CaptureRings(int shards, BpfProgram filter, int snapLength, int capacity) {
        rings = new CaptureRing[shards];
        for (int shard = 0; shard < shards; shard++) {
            rings[shard] = new CaptureRing(filter, snapLength, capacity);
        }
    }

    /** A tap that puts what it sees here; the taps are numbered from 0. */
    public Tap newTap() {
        return new Tap(taps++, rings);
    }

    /**
     * Goes on to the oldest frame that was copied before {@code before} ({@link System#nanoTime}); the one before it is
     * gone. Returns whether there is one.
     */
    public boolean next(long before) {
        release();
        long oldest = before;
        for (int shard = 0; shard < rings.length; shard++) {
            RecordRing ring = rings[shard].records();
            int first = ring.first(ring.end());
            if (first != RecordRing.NONE && ring.slab().native64(first + 8) - oldest < 0) {
                oldest = ring.slab().native64(first + 8);
                current = shard;
                at = first;
            }
        }
        return current != NOWHERE;
    }

    private void release() {
        if (current != NOWHERE) {
            rings[current].records().release();
            current = NOWHERE;
        }
    }

    private Slab slab() {
        return rings[current].records().slab();
    }

    /** Number of the tap that saw the frame. */
    public int tap() {
        return slab().native32(at + 4);
    }

    /** When: {@link System#nanoTime}. */
    public long when() {
        return slab().native64(at + 8);
    }

    /** Length of the whole frame in bytes. */
    public int length() {
        return slab().native32(at + 16);
    }

    public Direction direction() {
        return DIRECTIONS[what() >>> 24];
    }

    /** Why it was dropped, if that is what was seen. */
    public Optional<DropReason> dropReason() {
        int reason = what() >>> 16 & 0xff;
        return reason == 0 ? Optional.empty() : Optional.of(REASONS[reason - 1]);
    }

    /** Its VLAN; 0: not known. */
    public int vid() {
        return what() & 0xffff;
    }

    private int what() {
        return slab().native32(at + 20);
    }

    /** The tunnel's remote that it came from or goes to; 0: none, or all of them. */
    public int remote() {
        return slab().native32(at + 24);
    }

    /** Flags of its virtio_net_hdr. */
    public int flags() {
        return slab().u8(at + 28);
    }

    public int gsoType() {
        return slab().u8(at + 29);
    }

    public int gsoSize() {
        return slab().native16(at + 30);
    }

    /** How many of its bytes were copied. */
    public int capturedLength() {
        return rings[current].records().length(at) - CaptureRing.HEADER;
    }

    /** The bytes that were copied. */
    public byte[] bytes() {
        return slab().bytes(at + CaptureRing.HEADER, capturedLength());
    }
}
