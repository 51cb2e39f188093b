package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Slab;

/** Learns where stations are and decides where each frame goes (IEEE 802.1Q 8.6.3, 8.7). */
final class Relay {
    private final Fdb fdb;
    private final PortCounters[] counters;
    private final TickSource ticks;
    private final FrameList resolved = new FrameList();

    @SuppressWarnings("UnusedVariable") // written so that the JIT must carry out the reads it sums up
    private long touched;

    Relay(Fdb fdb, Port[] ports, TickSource ticks) {
        this.fdb = fdb;
        this.counters = PortCounters.of(ports);
        this.ticks = ticks;
    }

    /**
     * The frames that have somewhere to go, egress port and remote VTEP set; valid until the next call. Learning and
     * lookup alternate frame by frame, so that a burst leaves the same state as its frames one at a time.
     */
    FrameList resolve(Burst burst, FrameList frames, Topology topology) {
        boolean learning = topology.port(burst.ingress()).learning();
        int now = ticks.now();
        resolved.clear();
        if (fdb.outgrowsCaches()) {
            touch(burst, frames);
        }
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            if (learning) {
                learn(burst, frame, now);
            }
            DropReason objection = route(burst, frame, topology);
            if (objection == null) {
                resolved.add(frame);
            } else {
                counters[burst.ingress()].dropReceived(objection, 1);
            }
        }
        return resolved;
    }

    /** Fetches what the lookups will read, for the whole burst at once. */
    private void touch(Burst burst, FrameList frames) {
        long sum = 0;
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            int start = burst.start(frame);
            int vid = burst.vid(frame);
            sum += fdb.touch(vid, Ethernet.source(burst.slab(), start));
            sum += fdb.touch(vid, Ethernet.destination(burst.slab(), start));
        }
        touched = sum;
    }

    private void learn(Burst burst, int frame, int now) {
        long source = Ethernet.source(burst.slab(), burst.start(frame));
        fdb.learn(burst.vid(frame), source, Location.of(burst.ingress(), burst.remote(frame)), now);
    }

    private @Nullable DropReason route(Burst burst, int frame, Topology topology) {
        int location = lookup(burst.slab(), burst.start(frame), burst.vid(frame));
        if (location == Fdb.MISS) {
            return flood(burst, frame, topology);
        }
        burst.egress(frame, Location.port(location));
        burst.remote(frame, Location.remote(location));
        return Location.port(location) == burst.ingress() ? DropReason.SAME_PORT : null;
    }

    private int lookup(Slab slab, int start, int vid) {
        long destination = Ethernet.destination(slab, start);
        return Ethernet.isGroup(destination) ? Fdb.MISS : fdb.lookup(vid, destination);
    }

    private static @Nullable DropReason flood(Burst burst, int frame, Topology topology) {
        burst.egress(frame, Burst.FLOOD);
        burst.remote(frame, 0);
        return topology.floodGroup(burst.vid(frame)).leadsAwayFrom(burst.ingress()) ? null : DropReason.NO_EGRESS;
    }
}
