package org.taplane.daemon.bridges;

import java.util.function.LongConsumer;
import org.taplane.dataplane.bridge.Departures;

/**
 * Which stations that the kernel knows are not where they were: written by the shards when a station moves or is dropped, read
 * by the control thread. Most stations are none of the kernel's, so there is a bit for each value of a short hash, which says
 * whether it may be. What does not fit is made up for by looking at all of them.
 */
final class StationJournal implements Departures {
    private static final int CAPACITY = 1024;
    private static final int HASH_BITS = 16;
    private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L; // 2^64 / golden ratio

    private final long[] known = new long[(1 << HASH_BITS) / Long.SIZE];
    private final long[] left = new long[CAPACITY];
    private final Runnable wake;
    private int count;
    private boolean overflown;

    /** @param wake told, once, that there is something to drain; it neither waits nor allocates */
    StationJournal(Runnable wake) {
        this.wake = wake;
    }

    private static int hash(long station) {
        return (int) ((station * MULTIPLIER) >>> (Long.SIZE - HASH_BITS));
    }

    /** From here on departures of the station are noted. */
    synchronized void watch(long station) {
        int hash = hash(station);
        known[hash >>> 6] |= 1L << hash;
    }

    @Override
    public void left(long station) {
        if (note(station)) {
            wake.run();
        }
    }

    private synchronized boolean note(long station) {
        int hash = hash(station);
        if ((known[hash >>> 6] & 1L << hash) == 0) {
            return false;
        }
        boolean first = count == 0 && !overflown;
        if (count < CAPACITY) {
            left[count++] = station;
        } else {
            overflown = true;
        }
        return first;
    }

    /**
     * Hands over what was noted.
     *
     * @return whether it is all; otherwise any station may have left
     */
    boolean drain(LongConsumer visitor) {
        long[] stations = new long[CAPACITY];
        int size;
        boolean complete;
        synchronized (this) {
            size = count;
            System.arraycopy(left, 0, stations, 0, size);
            complete = !overflown;
            count = 0;
            overflown = false;
        }
        for (int i = 0; i < size; i++) {
            visitor.accept(stations[i]);
        }
        return complete;
    }
}
