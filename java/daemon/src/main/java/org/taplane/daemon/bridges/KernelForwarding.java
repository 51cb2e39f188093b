package org.taplane.daemon.bridges;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.daemon.ports.FastLane;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.io.shard.Loop;

/** What the kernel is told of all bridges, and what it tells of their stations. On the control thread. */
final class KernelForwarding {
    private final Loop control;
    private final FastLane lane;
    private final KernelRoom room = new KernelRoom();
    private final Map<Integer, KernelStations> bridges = new HashMap<>();
    private int last;

    /** Until frames are read. */
    private boolean suspended = true;

    KernelForwarding(Loop control, FastLane lane) {
        this.control = control;
        this.lane = lane;
    }

    /** A bridge that is new. */
    KernelStations join(BridgeDomain domain) {
        int number = ++last;
        KernelStations joined =
                new KernelStations(number, domain, room, suspended, () -> control.execute(() -> settle(number)));
        bridges.put(number, joined);
        return joined;
    }

    void leave(KernelStations bridge) {
        bridge.end();
        bridges.remove(bridge.number());
    }

    private void settle(int number) {
        Optional.ofNullable(bridges.get(number)).ifPresent(KernelStations::settle);
    }

    /** On return the kernel forwards to no station where it is not any more. */
    void settle() {
        bridges.values().forEach(KernelStations::settle);
    }

    /** Tells the kernel of stations that are new. */
    void publish() {
        if (lane.path().isPresent()) {
            bridges.values().forEach(KernelStations::publish);
        }
    }

    /** Tells the bridges when the kernel has heard their stations last: before those that were silent are forgotten. */
    void hear() {
        lane.path()
                .ifPresent(path -> path.forEachStation((bridge, vid, mac, end, idleMillis) -> Optional.ofNullable(
                                bridges.get(bridge))
                        .ifPresent(of -> of.heard(
                                Fdb.station(vid, mac), end, (int) Math.min(idleMillis, Integer.MAX_VALUE / 2)))));
    }

    /** Whether the kernel is to leave everything to the switch for a while. */
    void suspend(boolean now, List<RunningBridge> all) {
        suspended = now;
        all.forEach(bridge -> bridge.suspendKernel(now));
    }
}
