package org.taplane.dataplane.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Direction;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;

/** One shard's end of a {@link Tap}: copies what the filter lets through, and counts. */
final class ShardTap {
    private static final VarHandle CAPTURED = count("captured");
    private static final VarHandle LOST = count("lost");

    private final int number;
    private final CaptureRing ring;
    private long captured;
    private long lost;

    private static VarHandle count(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(ShardTap.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(field, e);
        }
    }

    ShardTap(int number, CaptureRing ring) {
        this.number = number;
        this.ring = ring;
    }

    /** Frames that came in and were not looked at yet: which VLAN they ask for is found out here. */
    void received(Burst burst, long frames, int pvid) {
        long when = System.nanoTime();
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            take(when, Direction.RECEIVED, null, vid(burst, frame, pvid), burst, frame);
        }
    }

    void seen(Direction direction, @Nullable DropReason reason, Burst burst, long frames) {
        long when = System.nanoTime();
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            take(when, direction, reason, burst.vid(frame), burst, frame);
        }
    }

    private void take(long when, Direction direction, @Nullable DropReason reason, int vid, Burst burst, int frame) {
        if (!ring.wants(burst, frame)) {
            return;
        }
        if (ring.offer(number, when, direction, reason, vid, burst, frame)) {
            CAPTURED.setOpaque(this, captured + 1);
        } else {
            LOST.setOpaque(this, lost + 1);
        }
    }

    private static int vid(Burst burst, int frame, int pvid) {
        if (burst.vid(frame) != 0 || burst.length(frame) < Ethernet.HEADER + Dot1Q.TAG) {
            return burst.vid(frame) == 0 ? pvid : burst.vid(frame);
        }
        int start = burst.start(frame);
        boolean tagged = Ethernet.etherType(burst.slab(), start) == Dot1Q.TPID;
        int own = tagged ? Dot1Q.vid(Dot1Q.tci(burst.slab(), start)) : Dot1Q.VID_PRIORITY;
        return own == Dot1Q.VID_PRIORITY ? pvid : own;
    }

    long captured() {
        return (long) CAPTURED.getOpaque(this);
    }

    long lost() {
        return (long) LOST.getOpaque(this);
    }
}
