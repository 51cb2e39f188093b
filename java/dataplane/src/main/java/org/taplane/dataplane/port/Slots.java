package org.taplane.dataplane.port;

import java.util.BitSet;

/**
 * Hands out the slots of the switch's ports: small numbers, each one port's from {@link #take} to {@link #release}. Who
 * releases a slot knows that nothing names it any more: the next port may get it at once. Not for use by two threads at
 * once.
 */
public final class Slots {
    private final int count;
    private final BitSet taken = new BitSet();

    /** Slots 0 to {@code highest}. */
    public Slots(int highest) {
        this.count = highest + 1;
    }

    /**
     * Takes the lowest slot that nobody has.
     *
     * @throws IllegalStateException if every slot is taken
     */
    public int take() {
        int slot = taken.nextClearBit(0);
        if (slot == count) {
            throw new IllegalStateException("the switch has " + count + " ports, more are not possible");
        }
        taken.set(slot);
        return slot;
    }

    /**
     * Gives a slot back.
     *
     * @throws IllegalArgumentException if nobody has it
     */
    public void release(int slot) {
        if (!taken.get(slot)) {
            throw new IllegalArgumentException("slot " + slot + " is not taken");
        }
        taken.clear(slot);
    }
}
