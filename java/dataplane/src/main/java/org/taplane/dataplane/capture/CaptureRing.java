package org.taplane.dataplane.capture;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Direction;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.ring.RecordRing;
import org.taplane.wire.Slab;

/**
 * What one capture has seen in one shard and has not been read yet. The shard alone writes, one other thread reads. Of each
 * record:
 *
 * <pre>
 *   0  s32  length of the record, see {@link RecordRing}
 *   4  s32  number of the tap
 *   8  s64  when: {@link System#nanoTime}
 *  16  s32  length of the frame in bytes
 *  20  s32  bits 24 to 31 {@link Direction}; 16 to 23 {@link DropReason}, counted from 1, 0: it was not dropped;
 *           0 to 15 VLAN ID, 0 if it is not known
 *  24  s32  remote of a tunnel, 0 if there is none or all of them
 *  28  u8   flags of the virtio_net_hdr
 *  29  u8   gso_type
 *  30  u16  gso_size
 *  32       the frame, no longer than the snap length
 * </pre>
 */
final class CaptureRing {
    static final int HEADER = 32;

    private final BpfProgram filter;
    private final int snapLength;
    private final RecordRing ring;
    private final Slab slab;
    private final BpfMachine machine = new BpfMachine();

    CaptureRing(BpfProgram filter, int snapLength, int capacity) {
        this.filter = filter;
        this.snapLength = snapLength;
        this.ring = new RecordRing(capacity);
        this.slab = ring.slab();
    }

    /** Whether the filter lets the frame through. */
    boolean wants(Burst burst, int frame) {
        return machine.run(filter, burst.slab(), burst.start(frame), burst.length(frame)) != 0;
    }

    /** Copies a frame; false if there is no room. */
    boolean offer(
            int tap, long when, Direction direction, @Nullable DropReason reason, int vid, Burst burst, int frame) {
        int copied = Math.min(burst.length(frame), snapLength);
        int at = ring.reserve(HEADER + copied);
        if (at == RecordRing.NONE) {
            return false;
        }
        slab.putNative32(at + 4, tap);
        slab.putNative64(at + 8, when);
        slab.putNative32(at + 16, burst.length(frame));
        slab.putNative32(at + 20, what(direction, reason, vid));
        slab.putNative32(at + 24, burst.remote(frame));
        slab.putU8(at + 28, burst.flags(frame));
        slab.putU8(at + 29, burst.gsoType(frame));
        slab.putNative16(at + 30, burst.gsoSize(frame));
        slab.copyFrom(burst.slab(), burst.start(frame), at + HEADER, copied);
        ring.commit();
        return true;
    }

    @SuppressWarnings("EnumOrdinal") // read again in this run, never stored
    private static int what(Direction direction, @Nullable DropReason reason, int vid) {
        return direction.ordinal() << 24 | (reason == null ? 0 : reason.ordinal() + 1) << 16 | vid;
    }

    RecordRing records() {
        return ring;
    }
}
