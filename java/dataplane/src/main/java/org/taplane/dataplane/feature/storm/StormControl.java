package org.taplane.dataplane.feature.storm;

import java.util.Arrays;
import java.util.Collection;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.rate.TokenBucket;
import org.taplane.wire.Ethernet;

/**
 * Bounds how many frames a second come in by a port and are flooded, by kind. It stands where it is known which frames
 * those are: what goes to a known station is none of its business.
 */
public final class StormControl implements Feature {
    private final Limit[] limits;

    /** How many frames of one kind may pass. */
    public record Limit(FloodKind kind, TokenBucket bucket) {}

    /** @param limits at most one of a kind; kinds without one are not bounded */
    public StormControl(Collection<Limit> limits) {
        this.limits = limits.toArray(Limit[]::new);
    }

    @Override
    public String name() {
        return "storm-control";
    }

    @Override
    public Stage stage() {
        return Stage.ROUTED;
    }

    @Override
    public boolean judgesKnown() {
        return false;
    }

    @Override
    public Feature rehearsal() {
        Limit[] copies = limits.clone();
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new Limit(limits[i].kind(), limits[i].bucket().copy());
        }
        return new StormControl(Arrays.asList(copies));
    }

    @Override
    public long pass(Burst burst, long frames, PortCounters counters) {
        long flooded = flooded(burst, frames);
        if (flooded == 0) {
            return frames;
        }
        long excess = 0;
        for (Limit limit : limits) {
            excess |= excess(burst, flooded, limit);
        }
        if (excess != 0) {
            counters.dropReceived(DropReason.STORM_CONTROL, burst, excess);
        }
        return frames & ~excess;
    }

    private static long flooded(Burst burst, long frames) {
        long flooded = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            flooded |= burst.egress(frame) == Burst.FLOOD ? 1L << frame : 0;
        }
        return flooded;
    }

    private static long excess(Burst burst, long flooded, Limit limit) {
        long bounded = ofKind(burst, flooded, limit.kind());
        int count = Long.bitCount(bounded);
        return count == 0 ? 0 : withoutFirst(bounded, limit.bucket().take(count, burst.now()));
    }

    private static long ofKind(Burst burst, long frames, FloodKind kind) {
        long found = 0;
        for (long left = frames; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            long destination = Ethernet.destination(burst.slab(), burst.start(frame));
            found |= FloodKind.of(destination) == kind ? 1L << frame : 0;
        }
        return found;
    }

    /** The first frames go on, as if each had come alone. */
    private static long withoutFirst(long set, int count) {
        long left = set;
        for (int i = 0; i < count; i++) {
            left &= left - 1;
        }
        return left;
    }
}
