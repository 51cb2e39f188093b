package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Slab;

/**
 * Learns where stations are and decides where each frame goes (IEEE 802.1Q 8.6.3, 8.7).
 *
 * <p>Three short passes over the burst instead of a long one: what the database is asked is collected, then asked at once,
 * so that a table which outgrows the caches is read for the whole burst at a time.
 */
final class Relay {
    private final FdbQuery query;
    private final PortCounters[] counters;
    private final TickSource ticks;
    private final FrameList resolved = new FrameList();

    Relay(Fdb fdb, Port[] ports, TickSource ticks) {
        this.query = fdb.newQuery();
        this.counters = PortCounters.of(ports);
        this.ticks = ticks;
    }

    /** The frames that have somewhere to go, egress port and remote VTEP set; valid until the next call. */
    FrameList resolve(Burst burst, FrameList frames, Topology topology) {
        ask(burst, frames);
        query.answer(frames.size(), topology.port(burst.ingress()).learning(), ticks.now());
        route(burst, frames, topology);
        return resolved;
    }

    private void ask(Burst burst, FrameList frames) {
        Slab slab = burst.slab();
        int ingress = burst.ingress();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            int start = burst.start(frame);
            int vid = burst.vid(frame);
            long source = Fdb.station(vid, Ethernet.source(slab, start));
            long destination = Ethernet.destination(slab, start);
            query.ask(
                    i,
                    source,
                    Location.of(ingress, burst.remote(frame)),
                    Ethernet.isGroup(destination) ? FdbQuery.GROUP : Fdb.station(vid, destination));
        }
    }

    private void route(Burst burst, FrameList frames, Topology topology) {
        resolved.clear();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            DropReason objection = route(burst, frame, query.location(i), topology);
            if (objection == null) {
                resolved.add(frame);
            } else {
                counters[burst.ingress()].dropReceived(objection, 1);
            }
        }
    }

    private static @Nullable DropReason route(Burst burst, int frame, int location, Topology topology) {
        if (location == Fdb.MISS) {
            return flood(burst, frame, topology);
        }
        burst.egress(frame, Location.port(location));
        burst.remote(frame, Location.remote(location));
        return Location.port(location) == burst.ingress() ? DropReason.SAME_PORT : null;
    }

    private static @Nullable DropReason flood(Burst burst, int frame, Topology topology) {
        burst.egress(frame, Burst.FLOOD);
        burst.remote(frame, 0);
        return topology.floodGroup(burst.vid(frame)).leadsAwayFrom(burst.ingress()) ? null : DropReason.NO_EGRESS;
    }
}
