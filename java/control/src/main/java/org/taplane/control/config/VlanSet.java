package org.taplane.control.config;

import java.util.Arrays;
import java.util.BitSet;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.taplane.dataplane.bridge.VlanMembership;

/** An immutable set of VLAN IDs. */
public final class VlanSet {
    public static final int MIN_VLAN = VlanMembership.MIN_VID;
    public static final int MAX_VLAN = VlanMembership.MAX_VID;
    /** Every VLAN that a frame may be in. */
    public static final VlanSet ALL = range(MIN_VLAN, MAX_VLAN);

    private static final int WORDS = 4096 / Long.SIZE;

    private final BitSet bits;

    private VlanSet(BitSet bits) {
        this.bits = bits;
    }

    public static VlanSet of(int... vlans) {
        BitSet bits = new BitSet();
        for (int vlan : vlans) {
            bits.set(checked(vlan));
        }
        return new VlanSet(bits);
    }

    /** The VLANs from the first to the last, both among them. */
    public static VlanSet range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(checked(first), checked(last) + 1);
        return new VlanSet(bits);
    }

    public VlanSet union(VlanSet other) {
        BitSet both = (BitSet) bits.clone();
        both.or(other.bits);
        return new VlanSet(both);
    }

    public boolean contains(int vlan) {
        return bits.get(vlan);
    }

    public int size() {
        return bits.cardinality();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** The VLANs, ascending. */
    public IntStream stream() {
        return bits.stream();
    }

    /** One bit a VLAN ID: VLAN v is bit v mod 64 of word v / 64, of always 64 words. */
    public long[] toLongs() {
        return Arrays.copyOf(bits.toLongArray(), WORDS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VlanSet set && bits.equals(set.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    /** As users write it: {@code 10,20-29}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        int first = bits.nextSetBit(0);
        while (first >= 0) {
            int end = bits.nextClearBit(first);
            text.add(end == first + 1 ? String.valueOf(first) : first + "-" + (end - 1));
            first = bits.nextSetBit(end);
        }
        return text.toString();
    }

    private static int checked(int vlan) {
        if (vlan < MIN_VLAN || vlan > MAX_VLAN) {
            throw new IllegalArgumentException("VLAN " + vlan);
        }
        return vlan;
    }
}
