package org.taplane.dataplane.capture;

import java.util.Set;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.DropTap;
import org.taplane.dataplane.port.Port;

/**
 * Where one capture looks at one port. What is made here is put in the frames' way for as long as the capture runs, and
 * costs nothing before and after: a feature for what comes in, a port around the port for what leaves, and what is shown
 * the frames that are dropped.
 */
public final class Tap {
    private final int number;
    private final ShardTap[] ends;

    /** @param number by which the capture knows it */
    Tap(int number, CaptureRing[] rings) {
        this.number = number;
        ends = new ShardTap[rings.length];
        for (int shard = 0; shard < rings.length; shard++) {
            ends[shard] = new ShardTap(number, rings[shard]);
        }
    }

    public int number() {
        return number;
    }

    /**
     * What shows the tap the frames that come in.
     *
     * @param pvid the VLAN of a frame without a tag; 0: none
     */
    public Feature received(int pvid) {
        return new ReceivedTap(ends, pvid);
    }

    /** What shows the tap the frames that leave, in one shard, and lets {@code port} transmit them. */
    public Port around(Port port, int shard) {
        return new CapturingPort(port, ends[shard]);
    }

    /** What shows the tap the frames that are dropped for one of these reasons, in one shard. */
    public DropTap drops(int shard, Set<DropReason> reasons) {
        long wanted = set(reasons);
        ShardTap end = ends[shard];
        return (reason, direction, burst, frames) -> {
            if ((wanted & bit(reason)) != 0) {
                end.seen(direction, reason, burst, frames);
            }
        };
    }

    private static long set(Set<DropReason> reasons) {
        long set = 0;
        for (DropReason reason : reasons) {
            set |= bit(reason);
        }
        return set;
    }

    @SuppressWarnings("EnumOrdinal") // a bit of a set of this run, never stored; there are fewer than 64
    private static long bit(DropReason reason) {
        return 1L << reason.ordinal();
    }

    /** Frames that the filter let through and that were copied. */
    public long captured() {
        long sum = 0;
        for (ShardTap end : ends) {
            sum += end.captured();
        }
        return sum;
    }

    /** Frames that the filter let through and that there was no room for. */
    public long lost() {
        long sum = 0;
        for (ShardTap end : ends) {
            sum += end.lost();
        }
        return sum;
    }
}
