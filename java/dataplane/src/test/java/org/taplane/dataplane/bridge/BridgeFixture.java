package org.taplane.dataplane.bridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;

/** A bridge of recording ports with a clock that stands still until it is told to move. */
final class BridgeFixture {
    static final int MTU = 1500;

    private final RecordingPort[] ports;
    private final BridgeDomain domain;
    private final Bridge bridge;
    private final Burst burst = Burst.allocate(Burst.CAPACITY * 2048 + 2 * Burst.MAX_FRAME);
    private final List<Throwable> faults = new ArrayList<>();
    private int wakeups;
    private final PuntRing punted = new PuntRing(1 << 12, () -> wakeups++);
    private final Injector injector;
    private int now = 1;

    BridgeFixture(VlanMembership... memberships) {
        this(new Fdb(1024, 300_000, 42), memberships);
    }

    BridgeFixture(Fdb fdb, VlanMembership... memberships) {
        ports = new RecordingPort[memberships.length];
        PortTable table = new PortTable();
        List<PortPlan> described = new ArrayList<>();
        for (int number = 0; number < ports.length; number++) {
            ports[number] = new RecordingPort();
            table.put(number, ports[number]);
            described.add(new PortPlan(number, "p" + number, memberships[number], MTU, true, PortState.FORWARDING));
        }
        domain = new BridgeDomain("br0", fdb, BridgePlan.of(described));
        bridge = new Bridge(domain, table, punted, (port, fault) -> faults.add(fault));
        injector = new Injector(0, domain, bridge, table, (port, fault) -> faults.add(fault));
        for (RecordingPort port : ports) {
            port.answerBy(bridge.replies());
        }
    }

    static BridgeFixture ofAccessPorts(int count, int vid) {
        VlanMembership[] memberships = new VlanMembership[count];
        Arrays.fill(memberships, VlanMembership.access(vid));
        return new BridgeFixture(memberships);
    }

    BridgeDomain domain() {
        return domain;
    }

    Forwarder bridge() {
        return bridge;
    }

    /** What the shard has taken for the switch and nobody has drained yet. */
    PuntRing punted() {
        return punted;
    }

    /** How often the control thread was woken for it. */
    int wakeups() {
        return wakeups;
    }

    Injector injector() {
        return injector;
    }

    void passMillis(int millis) {
        now += millis;
    }

    /** Sends the frames as one burst. */
    void receive(int port, byte[]... frames) {
        receive(port, List.of(frames));
    }

    void receive(int port, List<byte[]> frames) {
        load(frames);
        forward(port, frames.size());
    }

    /** Puts the frames into the burst without forwarding, so that a test may set what travels with them. */
    Burst load(List<byte[]> frames) {
        int at = Burst.dataOffset() + Burst.HEADROOM;
        for (int frame = 0; frame < frames.size(); frame++) {
            byte[] bytes = frames.get(frame);
            burst.slab().putBytes(at, bytes, 0, bytes.length);
            burst.set(frame, at, bytes.length);
            at += bytes.length + Burst.HEADROOM;
        }
        return burst;
    }

    void forward(int port, int frames) {
        burst.select(Burst.first(frames), port);
        burst.stamp(now);
        bridge.forward(burst);
        if (!faults.isEmpty()) {
            throw new AssertionError("a port failed", faults.getFirst());
        }
    }

    List<SentFrame> sent(int port) {
        return ports[port].take();
    }

    RecordingPort port(int number) {
        return ports[number];
    }

    PortCounters counters(int port) {
        return ports[port].counters();
    }

    long drops(int port, DropReason reason) {
        return ports[port].counters().drops(reason);
    }
}
