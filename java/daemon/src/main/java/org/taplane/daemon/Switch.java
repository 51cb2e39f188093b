package org.taplane.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;

/** A configuration at work. Closing it removes everything that it made. */
final class Switch implements AutoCloseable {
    private static final Duration AGEING_PERIOD = Duration.ofSeconds(1);

    private final Cleanup cleanup = new Cleanup();
    private final Loop control = cleanup.add(new Loop("taplane-control"));
    private final LinkTracker links = new LinkTracker(control);
    private final List<Shard> shards;
    private final Tunnels tunnels;
    private final List<RunningBridge> bridges = new ArrayList<>();

    private Switch(int workers) {
        shards = IntStream.range(0, workers)
                .mapToObj(index -> cleanup.add(new Shard(index)))
                .toList();
        tunnels = cleanup.add(new Tunnels(shards));
    }

    /**
     * Makes every device of the configuration, then lets frames flow.
     *
     * @throws PortException if the system refuses one of them; nothing is left behind then
     */
    static Switch start(Config config) throws PortException {
        Switch started = new Switch(config.workers());
        try {
            for (BridgeConfig bridge : config.bridges()) {
                started.bridges.add(new RunningBridge(bridge, started.open(bridge)));
            }
            started.tunnels.listen();
            started.cleanup.add(started.links); // last in, first out: no link is followed while its port is removed
            started.bridges.forEach(bridge -> bridge.attach(started.shards, started.links));
            started.bridges.forEach(RunningBridge::start);
            started.tunnels.start();
            started.control.every(AGEING_PERIOD, () -> started.bridges.forEach(RunningBridge::age));
            return started;
        } catch (PortException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    List<RunningBridge> bridges() {
        return bridges;
    }

    private List<PortDriver> open(BridgeConfig bridge) throws PortException {
        List<PortDriver> drivers = new ArrayList<>();
        for (PortConfig port : bridge.ports()) {
            drivers.add(cleanup.add(open(port)));
        }
        return drivers;
    }

    private PortDriver open(PortConfig port) throws PortException {
        try {
            return switch (port) {
                case TapConfig tap -> TapDriver.open(tap, shards.size());
                case PacketConfig packet -> PacketDriver.open(packet, shards.size());
                case VxlanConfig vxlan -> tunnels.open(vxlan);
            };
        } catch (RuntimeException e) {
            throw new PortException(port, e);
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
