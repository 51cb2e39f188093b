package org.taplane.dataplane.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * The remote VTEPs of one VXLAN port and the small numbers that frames and FDB entries carry instead of addresses.
 *
 * <p>Number 0 is no single remote: a frame for it goes to all configured ones, or to the group. The configured remotes
 * are 1, 2, … in the order given; learned ones follow. A number, once given, keeps its address for the life of the
 * table, so whoever holds one needs no lock and never meets another's address.
 *
 * <p>Shared by all shards. Lookup by address is an open-addressed probe without locks; learning, once per sender, takes
 * one. The table is bounded: the senders that it has no room for stay at number 0. Whoever sends datagrams chooses the
 * addresses; where the table puts them depends on a seed, so that none can choose colliding ones.
 */
public final class RemoteTable {
    /** The number of no single remote. */
    public static final int NONE = 0;

    /** Most senders learned beside the configured remotes. */
    public static final int MAX_LEARNED = 4096;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    private final VtepAddress own;
    private final int configured;
    private final int capacity;
    private final long[] high;
    private final long[] low;
    /** Remote numbers, placed by the hash of their address; at most half full, so that every probe ends. */
    private final int[] slots;

    private final long secret;
    private final long multiplier;

    /** Highest number in use. Written after the address, so that a reader who sees the number sees the address. */
    private volatile int last;

    /**
     * A table of the {@code remotes} that learns up to {@code maxLearned} others.
     *
     * @param own the tunnel's local address, which is never a remote
     * @param seed only those who know it can predict the layout
     */
    public RemoteTable(VtepAddress own, List<VtepAddress> remotes, int maxLearned, long seed) {
        this.own = own;
        secret = mix(seed);
        multiplier = mix(seed + 1) | 1;
        configured = remotes.size();
        capacity = configured + maxLearned;
        high = new long[capacity + 1];
        low = new long[capacity + 1];
        slots = new int[Integer.highestOneBit(capacity + 1) * 4];
        remotes.forEach(remote -> add(remote.high(), remote.low()));
    }

    /** How many remotes were configured: they have the numbers 1 to this. */
    public int configured() {
        return configured;
    }

    /** Highest number that can come into use. */
    int capacity() {
        return capacity;
    }

    /** Highest number in use. */
    public int last() {
        return last;
    }

    /** Number of the remote with this address, or {@link #NONE}. */
    public int find(long high, long low) {
        for (int slot = home(high, low); ; slot = next(slot)) {
            int remote = (int) SLOT.getAcquire(slots, slot);
            if (remote == NONE || (this.high[remote] == high && this.low[remote] == low)) {
                return remote;
            }
        }
    }

    /** Whether a sender may have this address at all: a station's own, and not this tunnel's. */
    public boolean isPossibleSender(long high, long low) {
        return VtepAddress.isUnicast(high, low) && !(high == own.high() && low == own.low());
    }

    /**
     * Gives a sender that {@link #find} does not know the next number, or {@link #NONE} when there is none left. Its
     * frames are good all the same: stations behind it are reached as unknown ones are.
     */
    public int learn(long high, long low) {
        return last == capacity ? find(high, low) : addOnce(high, low);
    }

    /** Whether {@code remote} is a number that was given. */
    public boolean contains(int remote) {
        return remote > NONE && remote <= last;
    }

    /** First eight bytes of the address of a remote that {@link #contains} holds for. */
    public long high(int remote) {
        return high[remote];
    }

    /** Last eight bytes of that address. */
    public long low(int remote) {
        return low[remote];
    }

    /** For users: the address of remote {@code remote}. */
    public VtepAddress address(int remote) {
        return new VtepAddress(high[remote], low[remote]);
    }

    /** Shards may meet the same sender at the same time. */
    private synchronized int addOnce(long high, long low) {
        int remote = find(high, low);
        return remote != NONE || last == capacity ? remote : add(high, low);
    }

    private int add(long high, long low) {
        int remote = last + 1;
        this.high[remote] = high;
        this.low[remote] = low;
        int slot = home(high, low);
        while (slots[slot] != NONE) {
            slot = next(slot);
        }
        SLOT.setRelease(slots, slot, remote);
        last = remote; // who sees a full table sees whom it has
        return remote;
    }

    /** Where a probe for the address begins. */
    int home(long high, long low) {
        long upper = fold(high ^ secret);
        return (int) fold(upper ^ low) & slots.length - 1;
    }

    /** A multiplication whose two halves depend on every bit of its secret factor. */
    private long fold(long value) {
        return value * multiplier ^ Math.unsignedMultiplyHigh(value, multiplier);
    }

    /** One step of splitmix64 (Steele, Lea, Flood 2014). */
    private static long mix(long seed) {
        long z = seed * 0x9e37_79b9_7f4a_7c15L + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
