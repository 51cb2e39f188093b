package org.taplane.benchmarks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortTable;
import org.taplane.wire.Ethernet;

/**
 * A bridge with one port that receives and others that send, and the frames it gets. Half of the stations are behind the
 * receiving port and send to the others, which are spread over the other ports and their remotes; both ends of each
 * frame are chosen at random.
 */
final class Traffic {
    static final int VLAN = 10;

    private static final int INGRESS = 0;
    private static final int MTU = 1500;
    private static final int AGEING = 300_000;
    private static final int FRAME = 60;
    private static final int SPACING = 128;
    private static final long IPV4_UDP = 0x0800_4500_002e_0000L; // type, version, TOS, total length, identification
    private static final long TTL_AND_PROTOCOL = 0x0000_4011L;

    private final Burst burst = Burst.allocate((Burst.CAPACITY + 1) * SPACING);
    private final Stations senders;
    private final Stations receivers;
    private final PuntRing punted = new PuntRing(1 << 16, () -> {});
    private final BridgeDomain domain;
    private final Bridge bridge;

    /**
     * Traffic of {@code stations} stations, all of them known to the bridge.
     *
     * @param egress the ports that send
     * @param remotes how many remotes each of them has, 0 if it is no tunnel
     */
    Traffic(int stations, VlanMembership ingressVlans, VlanMembership egressVlans, List<Port> egress, int remotes) {
        senders = new Stations(0, stations / 2);
        receivers = new Stations(stations / 2, stations - stations / 2);
        Fdb fdb = new Fdb(stations, AGEING, 42);
        senders.all().forEach(mac -> learn(fdb, mac, INGRESS, 0));
        int places = egress.size() * Math.max(1, remotes);
        receivers.all().forEach(mac -> {
            int place = (int) (mac % places);
            learn(fdb, mac, 1 + place % egress.size(), remotes == 0 ? 0 : 1 + place / egress.size());
        });
        List<Port> ports =
                Stream.concat(Stream.of(new CountingPort()), egress.stream()).toList();
        domain = new BridgeDomain("br0", fdb, plan(ports.size(), ingressVlans, egressVlans));
        bridge = new Bridge(domain, table(ports), punted, (port, fault) -> {
            throw new IllegalStateException(fault);
        });
        writePayloads();
    }

    /** Traffic to eight ports that only count. */
    Traffic(int stations, VlanMembership ingressVlans, VlanMembership egressVlans) {
        this(stations, ingressVlans, egressVlans, countingPorts(), 0);
    }

    /** Traffic to eight ports that only count; the receiving port has features. */
    Traffic(int stations, VlanMembership ingressVlans, VlanMembership egressVlans, List<Feature> features) {
        this(stations, ingressVlans, egressVlans);
        features(features);
    }

    /** From now on the receiving port has these features and no others. */
    void features(List<Feature> features) {
        List<PortPlan> ports = new ArrayList<>(domain.plan().ports());
        ports.set(INGRESS, ports.get(INGRESS).withFeatures(features));
        domain.publish(BridgePlan.of(ports));
    }

    /** From now on the receiving port takes LLDP for the switch. */
    void takeLldp() {
        List<PortPlan> ports = new ArrayList<>(domain.plan().ports());
        ports.set(INGRESS, ports.get(INGRESS).withPunts(Punts.of(EnumSet.of(PuntReason.LLDP), Tick.now())));
        domain.publish(BridgePlan.of(ports));
    }

    /** As {@link #receiveUnicast}, but the first {@code lldp} frames are for the switch. */
    void receiveWithLldp(int frames, int lldp) {
        receiveUnicast(frames);
        for (int frame = 0; frame < frames; frame++) {
            boolean punted = frame < lldp;
            if (punted) {
                Ethernet.destination(burst.slab(), start(frame), Ethernet.NEAREST_BRIDGE);
            }
            Ethernet.etherType(burst.slab(), start(frame), punted ? Ethernet.TYPE_LLDP : Ethernet.TYPE_IPV4);
        }
    }

    /** Forwards at that tick, and takes off what was punted. */
    void forwardAndDrain(int tick) {
        burst.stamp(tick);
        bridge.forward(burst);
        punted.drain((why, slot, vid, slab, at, length) -> {});
    }

    /** Puts frames from stations behind the receiving port to stations behind the others into the burst. */
    void receiveUnicast(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            receive(frame, receivers.next(), senders.next());
        }
        burst.select(Burst.first(frames), INGRESS);
    }

    void receiveBroadcast(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            receive(frame, Ethernet.BROADCAST, senders.next());
        }
        burst.select(Burst.first(frames), INGRESS);
    }

    void forward() {
        burst.stamp(Tick.now());
        bridge.forward(burst);
    }

    private void receive(int frame, long destination, long source) {
        int start = start(frame);
        burst.set(frame, start, FRAME);
        Ethernet.destination(burst.slab(), start, destination);
        Ethernet.source(burst.slab(), start, source);
    }

    /** What the frames carry stays: only their addresses change. */
    private void writePayloads() {
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            int type = start(frame) + Ethernet.HEADER - 2;
            burst.slab().putU64(type, IPV4_UDP);
            burst.slab().putU32(type + Long.BYTES, TTL_AND_PROTOCOL);
        }
    }

    private static int start(int frame) {
        return Burst.dataOffset() + SPACING / 2 + frame * SPACING;
    }

    private void learn(Fdb fdb, long mac, int port, int remote) {
        fdb.learn(Fdb.station(VLAN, mac), Location.of(port, remote), Tick.now());
    }

    private static List<Port> countingPorts() {
        return Stream.<Port>generate(CountingPort::new).limit(8).toList();
    }

    private static PortTable table(List<Port> ports) {
        PortTable table = new PortTable();
        for (int slot = 0; slot < ports.size(); slot++) {
            table.put(slot, ports.get(slot));
        }
        return table;
    }

    private static BridgePlan plan(int ports, VlanMembership ingress, VlanMembership egress) {
        return BridgePlan.of(IntStream.range(0, ports)
                .mapToObj(number -> new PortPlan(
                        number, "port" + number, number == INGRESS ? ingress : egress, MTU, true, PortState.FORWARDING))
                .toList());
    }
}
