package org.taplane.dataplane.bridge;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Slab;

/**
 * Learns where stations are and decides where each frame goes (IEEE 802.1Q 8.6.3, 8.7).
 *
 * <p>Three short passes over the burst instead of a long one: what the database is asked is collected, then asked at once,
 * so that a table which outgrows the caches is read for the whole burst at a time.
 */
final class Relay {
    private final BridgeDomain domain;
    private FdbQuery query;
    private final PortTable ports;

    Relay(BridgeDomain domain, PortTable ports) {
        this.domain = domain;
        this.query = domain.fdb().newQuery();
        this.ports = ports;
    }

    /** The set of frames that have somewhere to go, egress port and remote VTEP set. */
    long resolve(Burst burst, long frames, BridgePlan plan) {
        PortPlan ingress = plan.port(burst.ingress());
        PortCounters counters = ports.counters(burst.ingress());
        followTable();
        ask(burst, frames);
        query.answer(Long.bitCount(frames), ingress.learns(), burst.now());
        long resolved = route(burst, frames, ingress, counters, plan);
        return ingress.routed().pass(burst, resolved, counters);
    }

    /** A bridge gets another table when the operator gives it another bound. */
    private void followTable() {
        Fdb fdb = domain.fdb();
        if (!query.isOf(fdb)) {
            query = fdb.newQuery();
        }
    }

    private void ask(Burst burst, long frames) {
        Slab slab = burst.slab();
        int ingress = burst.ingress();
        int i = 0;
        for (long left = frames; left != 0; left &= left - 1, i++) {
            int frame = Long.numberOfTrailingZeros(left);
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

    private long route(Burst burst, long frames, PortPlan ingress, PortCounters counters, BridgePlan plan) {
        long resolved = 0;
        int i = 0;
        for (long left = frames; left != 0; left &= left - 1, i++) {
            int frame = Long.numberOfTrailingZeros(left);
            DropReason objection = route(burst, frame, query.location(i), ingress, plan);
            if (objection == null) {
                resolved |= 1L << frame;
            } else {
                counters.dropReceived(objection, burst, 1L << frame);
            }
        }
        return resolved;
    }

    private static @Nullable DropReason route(Burst burst, int frame, int location, PortPlan ingress, BridgePlan plan) {
        if (location == Fdb.MISS) {
            return flood(burst, frame, ingress, plan);
        }
        burst.egress(frame, Location.port(location), Location.remote(location));
        return Location.port(location) == ingress.slot() ? DropReason.SAME_PORT : null;
    }

    private static @Nullable DropReason flood(Burst burst, int frame, PortPlan ingress, BridgePlan plan) {
        burst.egress(frame, Burst.FLOOD, 0);
        int vid = burst.vid(frame);
        if (plan.floods(vid, ingress)) {
            return null;
        }
        return plan.hasOther(vid, ingress) ? DropReason.ISOLATED : DropReason.NO_EGRESS;
    }
}
