package org.taplane.dataplane.port;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the switch as one shard has them, by slot. Only the shard's thread uses it, so that a port is there, or is
 * not, for the whole of a burst.
 */
public final class PortTable {
    private static final int INITIAL = 16;

    private @Nullable Outlet[] outlets = new Outlet[INITIAL];

    /**
     * Puts a port into an empty slot.
     *
     * @throws IllegalStateException if the slot has a port
     */
    public void put(int slot, Port port) {
        if (slot >= outlets.length) {
            outlets = Arrays.copyOf(outlets, Math.max(slot + 1, 2 * outlets.length));
        }
        if (outlets[slot] != null) {
            throw new IllegalStateException("slot " + slot + " has a port");
        }
        outlets[slot] = new Outlet(port);
    }

    /**
     * Puts another port in place of the one in a slot, which has the same counters.
     *
     * @throws IllegalStateException if the slot has no port
     */
    public void replace(int slot, Port port) {
        outlet(slot).port = port;
    }

    /** Empties the slot, if it has a port. By now no plan and no forwarding database names it. */
    public void remove(int slot) {
        if (slot < outlets.length) {
            outlets[slot] = null;
        }
    }

    /** The counters of the port in a slot that has one. */
    public PortCounters counters(int slot) {
        return outlet(slot).counters;
    }

    /** The port in a slot that has one. */
    public Port port(int slot) {
        return outlet(slot).port;
    }

    Outlet outlet(int slot) {
        Outlet outlet = outlets[slot];
        if (outlet == null) {
            throw new IllegalStateException("slot " + slot + " has no port");
        }
        return outlet;
    }
}
