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
 * <p>Three short passes over the burst instead of a long one. Between the atomic reads of the forwarding database the
 * JIT has to load everything anew, so what concerns the frames is read before them and written after; and a table that
 * outgrows the caches is touched for the whole burst at once.
 */
final class Relay {
    private static final long GROUP = 0;

    private final Fdb fdb;
    private final PortCounters[] counters;
    private final TickSource ticks;
    private final FrameList resolved = new FrameList();
    private final long[] sources = new long[Burst.CAPACITY];
    private final long[] destinations = new long[Burst.CAPACITY];
    private final int[] locations = new int[Burst.CAPACITY];

    Relay(Fdb fdb, Port[] ports, TickSource ticks) {
        this.fdb = fdb;
        this.counters = PortCounters.of(ports);
        this.ticks = ticks;
    }

    /** The frames that have somewhere to go, egress port and remote VTEP set; valid until the next call. */
    FrameList resolve(Burst burst, FrameList frames, Topology topology) {
        readStations(burst, frames);
        fdb.touch(sources, frames.size());
        fdb.touch(destinations, frames.size());
        consult(frames.size(), topology.port(burst.ingress()).learning());
        route(burst, frames, topology);
        return resolved;
    }

    private void readStations(Burst burst, FrameList frames) {
        Slab slab = burst.slab();
        int ingress = burst.ingress();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            int start = burst.start(frame);
            int vid = burst.vid(frame);
            long destination = Ethernet.destination(slab, start);
            sources[i] = Fdb.station(vid, Ethernet.source(slab, start));
            destinations[i] = Ethernet.isGroup(destination) ? GROUP : Fdb.station(vid, destination);
            locations[i] = Location.of(ingress, burst.remote(frame));
        }
    }

    /**
     * Turns the sources' locations into the destinations'. Learning and lookup alternate frame by frame, so that a
     * burst leaves the same state as its frames one at a time.
     */
    private void consult(int count, boolean learning) {
        int now = ticks.now();
        for (int i = 0; i < count; i++) {
            if (learning) {
                fdb.learn(sources[i], locations[i], now);
            }
            locations[i] = destinations[i] == GROUP ? Fdb.MISS : fdb.lookup(destinations[i]);
        }
    }

    private void route(Burst burst, FrameList frames, Topology topology) {
        resolved.clear();
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            DropReason objection = route(burst, frame, locations[i], topology);
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
