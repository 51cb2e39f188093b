package org.taplane.benchmarks;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePort;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.TickSource;
import org.taplane.dataplane.bridge.Topology;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Port;

/**
 * A bridge with one port that receives and {@link #EGRESS_PORTS} that count, and the frames it gets. Half of the
 * stations are behind the receiving port and send to the others, which are spread over the other ports; both ends of
 * each frame are chosen at random.
 */
final class Traffic {
    static final int VLAN = 10;
    static final int EGRESS_PORTS = 8;

    private static final int INGRESS = 0;
    private static final int MTU = 1500;
    private static final int AGEING = 300_000;
    private static final int FRAME = 60;
    private static final int SPACING = 128;
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int IPV4 = 0x0800;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final Burst burst = Burst.allocate((Burst.CAPACITY + 1) * SPACING);
    private final Stations senders;
    private final Stations receivers;
    private final Bridge bridge;

    /** Traffic of {@code stations} stations, all of them known to the bridge. */
    Traffic(int stations, VlanMembership ingress, VlanMembership egress) {
        senders = new Stations(0, stations / 2);
        receivers = new Stations(stations / 2, stations - stations / 2);
        Fdb fdb = new Fdb(stations, AGEING, 42);
        TickSource ticks = TickSource.monotonic();
        senders.all().forEach(mac -> fdb.learn(Fdb.station(VLAN, mac), Location.of(INGRESS, 0), ticks.now()));
        receivers.all().forEach(mac -> fdb.learn(Fdb.station(VLAN, mac), Location.of(egressPort(mac), 0), ticks.now()));
        bridge = new Bridge(new BridgeDomain("br0", fdb, topology(ingress, egress)), ports(), ticks, (port, fault) -> {
            throw fault;
        });
    }

    /** Puts frames from stations behind the receiving port to stations behind the others into the burst. */
    void receiveUnicast(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            receive(frame, receivers.next(), senders.next());
        }
        burst.select(0, frames, INGRESS);
    }

    void receiveBroadcast(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            receive(frame, BROADCAST, senders.next());
        }
        burst.select(0, frames, INGRESS);
    }

    void forward() {
        bridge.forward(burst);
    }

    private void receive(int frame, long destination, long source) {
        int start = Burst.dataOffset() + SPACING / 2 + frame * SPACING;
        burst.set(frame, start, FRAME);
        burst.slab().putU48(start, destination);
        burst.slab().putU48(start + 6, source);
        burst.slab().putU16(start + ETHER_TYPE_OFFSET, IPV4);
    }

    private static int egressPort(long mac) {
        return 1 + (int) (mac % EGRESS_PORTS);
    }

    private static Port[] ports() {
        return Stream.generate(CountingPort::new).limit(1 + EGRESS_PORTS).toArray(Port[]::new);
    }

    private static Topology topology(VlanMembership ingress, VlanMembership egress) {
        List<BridgePort> ports = IntStream.rangeClosed(0, EGRESS_PORTS)
                .mapToObj(number ->
                        new BridgePort(number, "port" + number, number == INGRESS ? ingress : egress, MTU, true, true))
                .toList();
        return new Topology(ports);
    }
}
