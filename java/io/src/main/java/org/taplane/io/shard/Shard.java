package org.taplane.io.shard;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.PortTable;
import org.taplane.io.sys.Affinity;
import org.taplane.io.sys.SysException;

/**
 * One forwarding thread and the burst that every frame of the thread walks through. A frame never changes shard.
 */
public final class Shard implements AutoCloseable {
    /** For how long a {@linkplain #spinning spinning} shard goes on looking. */
    public static final long SPIN_NANOS = SpinBeforeSleep.SPIN;

    /** Room for a longest frame, in whole cache lines. */
    private static final int LONGEST_FRAME = 66 * 1024;

    /** More would let one busy port starve the others; fewer would pay an epoll_wait a burst. */
    private static final int BURSTS_A_WAKEUP = 4;

    private final int index;
    private final Loop loop;
    private final Burst burst;
    private final PortTable ports = new PortTable();
    private final ShardCounters counters = new ShardCounters();

    private Shard(int index, int longestFrames, Loop loop) {
        this.index = index;
        this.loop = loop;
        this.burst = Burst.allocate(index, longestFrames * LONGEST_FRAME);
    }

    /**
     * A shard that sleeps when no frame is waiting.
     *
     * @param longestFrames how many frames of 64 KiB its burst has room for
     */
    public static Shard sleeping(int index, int longestFrames) {
        return new Shard(index, longestFrames, new Loop(threadName(index)));
    }

    /** A shard that goes on looking for frames for a while before it sleeps: quicker to answer, at the cost of a processor. */
    public static Shard spinning(int index, int longestFrames) {
        return new Shard(
                index, longestFrames, new Loop(threadName(index), () -> new SpinBeforeSleep(System::nanoTime)));
    }

    private static String threadName(int index) {
        return "taplane-shard-" + index;
    }

    /** The name of the shard's thread. */
    public String name() {
        return threadName(index);
    }

    /** What the shard counts of its work; for any thread. */
    public ShardCounters counters() {
        return counters;
    }

    /** A way to find out whether the shard's thread still comes round. */
    public Heartbeat heartbeat() {
        return loop.heartbeat();
    }

    /**
     * Keeps the shard's thread on one processor.
     *
     * @throws SysException if it cannot run there
     */
    public void stayOn(int cpu) {
        loop.run(() -> Affinity.stayOn(cpu));
    }

    /** This shard's place among the shards, from 0: also the index of its queue of every port. */
    public int index() {
        return index;
    }

    /** The ports of the switch as this shard has them; only to be touched on its thread. */
    public PortTable ports() {
        return ports;
    }

    /**
     * Calls {@code receiver} on this shard's thread whenever {@code fd} is readable, until the watch is closed. The
     * descriptor stays the caller's: close the watch first, the descriptor afterwards.
     */
    public Watch watch(int fd, Receiver receiver) {
        return loop.watch(fd, () -> drain(receiver));
    }

    /** As {@link #watch}, with what is called when the descriptor takes more after {@link Watch#awaitWritable}. */
    public Watch watch(int fd, Receiver receiver, Runnable onWritable) {
        return loop.watch(fd, () -> drain(receiver), onWritable);
    }

    /** Runs {@code action} on this shard's thread and waits for it: the way to change what only the shard may touch. */
    public void run(Runnable action) {
        loop.run(action);
    }

    /** Less than a full burst has emptied the queue, mostly. What is left nevertheless, or at the limit, makes the
     * descriptor ready again, after the other ports have had their turn. */
    private Reading drain(Receiver receiver) {
        long began = System.nanoTime();
        burst.stamp(Tick.of(began));
        int count = Burst.CAPACITY;
        for (int bursts = 0; bursts < BURSTS_A_WAKEUP && count >= Burst.CAPACITY; bursts++) {
            count = receiver.receive(burst);
            long ended = System.nanoTime();
            counters.received(count, began, ended);
            began = ended;
        }
        return switch (count) {
            case Receiver.GONE -> Reading.ENDED;
            case Receiver.FAILED -> Reading.FAILED;
            case 0 -> Reading.NOTHING;
            default -> Reading.PROGRESS;
        };
    }

    @Override
    public void close() {
        loop.close();
    }
}
