package org.taplane.io.vhost;

/** To which queues of a guest the shards send: the control thread writes, the shards read once a burst. */
public final class SendingPairs {
    /** There is no queue. */
    static final long NONE = 0;

    private final long[] queues;
    private volatile int count;
    private volatile int flags;

    /** @param queues address of each pair's native queue, which stays at its place */
    public SendingPairs(long[] queues) {
        this.queues = queues;
    }

    /**
     * From now on frames go to so many queues, from the first on.
     *
     * @param agreed what driver and device agreed to
     */
    public void set(int pairs, int agreed) {
        flags = agreed;
        count = pairs;
    }

    /** The native queue that a shard sends to, or {@link #NONE}. */
    long queueOf(int shard) {
        int pairs = count;
        return pairs == 0 ? NONE : queues[shard % pairs];
    }

    /** What driver and device agreed to. */
    int flags() {
        return flags;
    }
}
