package org.taplane.dataplane.port;

/** One shard's way out by one port, and the frames of the burst in hand that are to go there. */
final class Outlet {
    Port port;
    final PortCounters counters;

    /** A set of frames of the burst in hand; empty between bursts. */
    long frames;

    Outlet(Port port) {
        this.port = port;
        this.counters = port.counters();
    }

    long take() {
        long taken = frames;
        frames = 0;
        return taken;
    }

    /** Frames that left or were counted as dropped on the way out, so far. */
    long accounted() {
        return counters.txFrames() + counters.txDrops();
    }
}
