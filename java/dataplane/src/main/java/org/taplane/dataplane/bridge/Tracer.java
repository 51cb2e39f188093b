package org.taplane.dataplane.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Slab;

/**
 * Follows one frame through a bridge as it is now, by the classes that forward: {@link Ingress}, {@link Relay} and
 * {@link Egress}. What they work on is of its own: ports that keep what they are given, copies of the features, and a table
 * that knows no more than the frame's two stations. So it may run on any thread, and the bridge does not notice.
 *
 * <p>A tracer is for one frame.
 */
public final class Tracer {
    private static final int START = Burst.dataOffset() + 2 * Burst.HEADROOM;
    private static final int SMALLEST_RING = 64;

    /** The frame's source and destination, and room to put one in place of another. */
    private static final int STATIONS = 8;

    private final BridgeDomain domain;
    private final int slot;
    private final int now;
    private final TracedPort[] ports;
    private final PortTable table = new PortTable();
    private final BridgePlan plan;

    private Optional<Trace.Admission> admission = Optional.empty();
    private Optional<Learning> learning = Optional.empty();
    private Optional<Trace.Sighting> destination = Optional.empty();
    private boolean flooded;

    /**
     * A tracer for a frame that comes in by the port in {@code slot}, unless the bridge has none there any more.
     *
     * @param domain of the bridge
     * @param now a tick
     */
    public static Optional<Tracer> at(BridgeDomain domain, int slot, int now) {
        BridgePlan live = domain.plan();
        return live.port(slot).isPresent() ? Optional.of(new Tracer(domain, live, slot, now)) : Optional.empty();
    }

    private Tracer(BridgeDomain domain, BridgePlan live, int slot, int now) {
        this.domain = domain;
        this.slot = slot;
        this.now = now;
        List<PortPlan> present = live.ports();
        ports = new TracedPort[present.getLast().slot() + 1];
        for (PortPlan port : present) {
            ports[port.slot()] = new TracedPort(port.slot());
            table.put(port.slot(), ports[port.slot()]);
        }
        plan = live.rehearsal(at -> ports[at]);
    }

    /**
     * Follows a frame.
     *
     * @param vid the VLAN of a frame without a tag, as a tunnel knows it that maps its own identifiers; 0: the frame's own
     * @param frame up to {@link Burst#MAX_FRAME} bytes, from the destination address on, without FCS
     */
    public Trace trace(int vid, byte[] frame) {
        Burst burst = load(vid, frame);
        PuntRing host = new PuntRing(Integer.highestOneBit(frame.length + SMALLEST_RING) << 1, () -> {});
        if (new Ingress(table, host).admit(burst, plan) != 0) {
            admission = Optional.of(admission(burst, vid));
            carry(burst);
        }
        return result(burst, host);
    }

    private Burst load(int vid, byte[] frame) {
        Burst burst = new Burst(Slab.allocate(START + frame.length));
        burst.slab().putBytes(START, frame, 0, frame.length);
        burst.set(0, START, frame.length);
        burst.vid(0, vid);
        burst.stamp(now);
        burst.select(1, slot);
        return burst;
    }

    private static Trace.Admission admission(Burst burst, int vid) {
        int tci = burst.tci(0);
        return new Trace.Admission(classifier(burst.tag(0), tci, vid), burst.vid(0), tci);
    }

    private static Trace.Classifier classifier(int tag, int tci, int vid) {
        if (vid != 0) {
            return Trace.Classifier.TUNNEL;
        }
        if (tag == Tag.NONE) {
            return Trace.Classifier.UNTAGGED;
        }
        return Dot1Q.vid(tci) == Dot1Q.VID_PRIORITY ? Trace.Classifier.PRIORITY_TAG : Trace.Classifier.TAG;
    }

    private void carry(Burst burst) {
        long source = Fdb.station(burst.vid(0), Ethernet.source(burst.slab(), START));
        long target = Fdb.station(burst.vid(0), Ethernet.destination(burst.slab(), START));
        Fdb live = domain.fdb();
        arrive(burst, live, source);
        Learning outcome = foresee(burst, live, source);
        Fdb stations = stations(live, outcome, source, target);
        BridgePlan applied = outcome.outcome() == Learning.Outcome.NO_ROOM ? plan.withoutLearning(slot) : plan;
        long resolved = new Relay(new BridgeDomain(domain.name(), stations, applied), table).resolve(burst, 1, applied);
        learning = Optional.of(outcome);
        flooded = burst.egress(0) == Burst.FLOOD;
        destination = flooded ? Optional.empty() : sighting(stations, target);
        new Egress(table, Tracer::fail).send(burst, resolved, applied);
    }

    private static void fail(int slot, Throwable fault) {
        throw new IllegalStateException("a fault in tracing a frame at the port in slot " + slot, fault);
    }

    /** Behind a tunnel, the frame comes from where its source was heard last. */
    private void arrive(Burst burst, Fdb live, long source) {
        int known = live.lookup(source);
        if (known != Fdb.MISS && Location.port(known) == slot) {
            burst.remote(0, Location.remote(known));
        }
    }

    private Learning foresee(Burst burst, Fdb live, long source) {
        return plan.port(slot).learns()
                ? live.foresight().learn(source, Location.of(slot, burst.remote(0)), now)
                : Learning.NONE;
    }

    /** What the table knows of the two stations by the time that the source is learned. */
    private Fdb stations(Fdb live, Learning outcome, long source, long target) {
        Fdb stations = new Fdb(STATIONS, Fdb.MAX_AGEING, 0);
        live.foresight().copy(source, stations, now);
        if (outcome.evicted() != target) {
            live.foresight().copy(target, stations, now);
        }
        return stations;
    }

    private Optional<Trace.Sighting> sighting(Fdb stations, long station) {
        AtomicReference<Optional<Trace.Sighting>> found = new AtomicReference<>(Optional.empty());
        stations.forEach((vid, mac, location, isStatic, tick) -> {
            if (Fdb.station(vid, mac) == station) {
                int age = Math.max(0, (now - tick) << 1 >> 1);
                found.set(Optional.of(new Trace.Sighting(location, isStatic, isStatic ? 0 : age)));
            }
        });
        return found.get();
    }

    private Trace result(Burst burst, PuntRing host) {
        List<Trace.Departure> departures = new ArrayList<>();
        List<Trace.Drop> drops = new ArrayList<>();
        for (PortPlan port : plan.ports()) {
            departures.addAll(ports[port.slot()].departures());
            ports[port.slot()].drop().ifPresent(drops::add);
        }
        AtomicReference<Optional<PuntReason>> taken = new AtomicReference<>(Optional.empty());
        host.drain((why, at, vid, slab, start, length) -> taken.set(Optional.of(why)));
        return new Trace(plan, burst.vid(0), admission, learning, destination, flooded, departures, drops, taken.get());
    }
}
