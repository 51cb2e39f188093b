package org.taplane.dataplane.rate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many frames a second, and a tenth of a second's at once. One bucket for all shards: a port's rate is the port's,
 * whichever shards its flows are read by, and none that is idle keeps a share from one that is not. Shards that all have
 * more than there is get it in proportion to how often they come, which is as often as they carry bursts through.
 *
 * <pre>
 *   bits 32-62  the {@link org.taplane.dataplane.frame.Tick} at which the bucket was filled last
 *   bits  0-31  thousandths of frames that were in it then
 * </pre>
 */
public final class TokenBucket {
    /** Highest rate in frames a second. */
    public static final int MAX_RATE = 10_000_000;

    private static final int FRAME = 1000;
    private static final int DEPTH_MILLIS = 100;

    /** Milliseconds by which the shards' ticks may differ: each has its own from when it woke up. */
    private static final int SKEW = 10_000;

    private static final int TICK_SHIFT = 32;
    private static final long TOKENS = 0xffff_ffffL;

    private final int rate;
    private final long depth;
    private final AtomicLong state;

    /**
     * A full bucket.
     *
     * @param rate frames a second, 1 to {@link #MAX_RATE}
     * @param now a tick
     */
    public TokenBucket(int rate, int now) {
        this.rate = rate;
        depth = Math.max(FRAME, (long) rate * DEPTH_MILLIS);
        state = new AtomicLong(pack(now, depth));
    }

    private TokenBucket(TokenBucket other) {
        rate = other.rate;
        depth = other.depth;
        state = new AtomicLong(other.state.get());
    }

    /** Another bucket that is as full as this one is now. */
    public TokenBucket copy() {
        return new TokenBucket(this);
    }

    /** Takes up to {@code frames}; how many there were. */
    public int take(int frames, int now) {
        while (true) {
            long before = state.get();
            long tokens = filled(before, now);
            int taken = (int) Math.min(frames, tokens / FRAME);
            if (state.compareAndSet(before, pack(latest(before, now), tokens - (long) taken * FRAME))) {
                return taken;
            }
        }
    }

    private long filled(long before, int now) {
        return Math.min(depth, (before & TOKENS) + (long) elapsed(before, now) * rate);
    }

    /** A tick that is a little older than the last is of a shard that woke up before; it brings nothing. */
    private static int elapsed(long before, int now) {
        int passed = now - tick(before) & Integer.MAX_VALUE;
        return passed <= Integer.MAX_VALUE - SKEW ? passed : 0;
    }

    private static int latest(long before, int now) {
        return elapsed(before, now) == 0 ? tick(before) : now;
    }

    private static int tick(long state) {
        return (int) (state >>> TICK_SHIFT);
    }

    private static long pack(int tick, long tokens) {
        return (long) tick << TICK_SHIFT | tokens;
    }
}
