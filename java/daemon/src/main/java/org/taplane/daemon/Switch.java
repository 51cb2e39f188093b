package org.taplane.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.WorkerConfig;
import org.taplane.control.config.WorkerConfig.Poll;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;

/** A configuration at work. Closing it removes everything that it made. */
final class Switch implements AutoCloseable {
    private static final Duration AGEING_PERIOD = Duration.ofSeconds(1);

    private final Cleanup cleanup = new Cleanup();
    private final Loop control = cleanup.add(new Loop("taplane-control"));
    private final LinkTracker links = new LinkTracker(control);
    private final TapReading taps;
    private final List<Shard> shards;
    private final List<Splitter> splitters;
    private final FlowSteering steering;
    private final Tunnels tunnels;
    private volatile List<RunningBridge> bridges = List.of();

    Switch(WorkerConfig workers, TapReading taps) {
        this.taps = taps;
        shards = IntStream.range(0, workers.count())
                .mapToObj(index -> cleanup.add(newShard(workers.poll(), index, taps.longestFrames())))
                .toList();
        splitters = Stream.generate(Splitter::new).limit(shards.size()).toList();
        steering = cleanup.add(FlowSteering.among(shards.size()));
        tunnels = cleanup.add(new Tunnels(shards, steering));
    }

    private static Shard newShard(Poll poll, int index, int longestFrames) {
        return switch (poll) {
            case SLEEP -> Shard.sleeping(index, longestFrames);
            case ADAPTIVE -> Shard.spinning(index, longestFrames);
        };
    }

    /**
     * Makes every device of the configuration, then lets frames flow.
     *
     * @throws PortException if the system refuses one of them; {@link #close} removes what was made so far
     * @throws SysException if a worker cannot run on its processor
     */
    void start(Config config) throws PortException {
        placeShards(config.workers().cpus());
        List<RunningBridge> opened = new ArrayList<>();
        for (BridgeConfig bridge : config.bridges()) {
            opened.add(new RunningBridge(bridge, open(bridge)));
        }
        tunnels.listen();
        cleanup.add(links); // last in, first out: no link is followed while its port is removed
        opened.forEach(bridge -> bridge.attach(shards, links));
        opened.forEach(RunningBridge::start);
        tunnels.start();
        control.every(AGEING_PERIOD, () -> opened.forEach(RunningBridge::age));
        bridges = List.copyOf(opened);
    }

    private void placeShards(List<Integer> cpus) {
        if (!cpus.isEmpty()) {
            shards.forEach(shard -> shard.stayOn(cpus.get(shard.index() % cpus.size())));
        }
    }

    /** The bridges at work; none before {@link #start}. */
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
                case TapConfig tap -> TapDriver.open(tap, taps, steering, shards.size());
                case PacketConfig packet -> PacketDriver.open(packet, splitters);
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
