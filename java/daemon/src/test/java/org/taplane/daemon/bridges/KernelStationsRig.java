package org.taplane.daemon.bridges;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taplane.control.config.PortFeatures;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.taps.PortTaps;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.frame.Tick;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shards;

/**
 * A bridge with a kernel: ports 0 to 2, of which the kernel takes part in the first two, and what it is told of them. There is one
 * thread, which is both the control thread and the shard's.
 */
final class KernelStationsRig implements AutoCloseable {
    static final int BRIDGE = 7;
    static final int VLAN = 10;
    static final int PORTS = 3;

    /** The last that the kernel takes part in. */
    static final int LAST_IN_KERNEL = 1;

    private static final int FIRST_END = 64;
    private static final int MTU = 1500;
    private static final int AGEING = 300_000;

    private final Loop loop = new Loop("control-of-test");
    private final List<FakePort> fakes = new ArrayList<>();
    private final List<RunningPort> ports = new ArrayList<>();
    final FakeKernel kernel = new FakeKernel(BRIDGE);
    final KernelRoom room = new KernelRoom();
    final BridgeDomain domain;
    final KernelStations stations;
    private int wakeups;

    /** @param features of each port */
    KernelStationsRig(PortFeatures... features) {
        List<PortPlan> plans = new ArrayList<>();
        for (int slot = 0; slot < PORTS; slot++) {
            PortFeatures own = slot < features.length ? features[slot] : PortFeatures.NONE;
            FakePort fake = new FakePort("p" + slot, 1, own);
            if (slot <= LAST_IN_KERNEL) {
                fake.isInKernel(kernel.place(end(slot)), mac(slot));
            }
            fakes.add(fake);
            ports.add(new RunningPort(
                    slot, fake.config(), fake, attachment(slot), new PortFeatureSet(own), new PortTaps()));
            plans.add(new PortPlan(
                    slot, fake.config().name(), VlanMembership.access(VLAN), MTU, true, PortState.FORWARDING));
        }
        domain = new BridgeDomain("br0", new Fdb(1024, AGEING, 42), BridgePlan.of(plans));
        stations = new KernelStations(BRIDGE, domain, room, false, () -> wakeups++);
        follow();
    }

    private PortAttachment attachment(int slot) {
        return new PortAttachment(
                slot, new Shards(List.of()), List.of(), (port, fault) -> {}, new LinkTracker(loop), link -> {});
    }

    static int end(int slot) {
        return FIRST_END + slot;
    }

    /** Of the station's end of the pair of a port, and of further stations. */
    static long mac(int number) {
        return 0x0200_0000_0000L + number;
    }

    static long station(int number) {
        return Fdb.station(VLAN, mac(number));
    }

    /** The switch receives a frame of a station by a port. */
    void hear(int number, int slot) {
        hear(number, slot, Tick.now());
    }

    void hear(int number, int slot, int tick) {
        domain.fdb().learn(station(number), Location.of(slot, 0), tick);
        fakes.get(slot).ports().getFirst().counters().received(1, 60);
    }

    /** The switch receives a frame, and the kernel is told of what is new. */
    void learn(int number, int slot) {
        hear(number, slot);
        stations.publish();
    }

    void publishPort(int slot, PortState state, int mtu) {
        domain.publish(domain.plan().withLink(slot, state, mtu));
        follow();
    }

    /** The bridge's plan has changed. */
    void follow() {
        stations.follow(ports);
    }

    void suspend(boolean now) {
        stations.suspend(now, ports);
    }

    /** Where the bridge has the stations that are behind ports which forward in the kernel, by the ports' ends. */
    Map<Long, Integer> expected() {
        Map<Long, Integer> expected = new HashMap<>();
        domain.fdb().forEach((vid, mac, location, isStatic, tick) -> {
            int slot = Location.port(location);
            if (slot <= LAST_IN_KERNEL && kernel.port(end(slot)).active()) {
                expected.put(Fdb.station(vid, mac), end(slot));
            }
        });
        return expected;
    }

    /** How long ago a station was heard, by the bridge's table; -1 if that does not know it. */
    int idleMillis(int number) {
        List<Integer> ticks = new ArrayList<>();
        domain.fdb().forEach((vid, address, location, isStatic, tick) -> {
            if (address == mac(number)) {
                ticks.add(tick);
            }
        });
        return ticks.isEmpty() ? -1 : Tick.now() - ticks.getFirst() & Integer.MAX_VALUE;
    }

    int wakeups() {
        return wakeups;
    }

    @Override
    public void close() {
        loop.close();
    }
}
