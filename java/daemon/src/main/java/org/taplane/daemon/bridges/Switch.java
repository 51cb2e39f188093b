package org.taplane.daemon.bridges;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.control.api.LldpState;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.WorkerConfig;
import org.taplane.control.config.WorkerConfig.Poll;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.host.ControlHostPath;
import org.taplane.daemon.lldp.LldpAgents;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.Backstage;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.DeviceContext;
import org.taplane.daemon.ports.FastLane;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.PortException;
import org.taplane.daemon.ports.Readings;
import org.taplane.daemon.ports.TapReading;
import org.taplane.daemon.taps.Captures;
import org.taplane.daemon.tunnels.Tunnels;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.dataplane.port.Slots;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.netns.NamespaceNames;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reader;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;

/**
 * A configuration at work: bridges and ports that may be added and removed while the others forward, by one thread at a
 * time. Closing it removes everything that it made.
 */
public final class Switch implements AutoCloseable {
    private static final Duration AGEING_PERIOD = Duration.ofSeconds(1);

    /** After which the kernel forwards for a new station: a little while, in which many come together. */
    private static final Duration PUBLISHING_PERIOD = Duration.ofMillis(100);

    private final Cleanup cleanup = new Cleanup();
    private final Loop control = cleanup.add(new Loop("taplane-control"));
    private final NamespaceNames names = new NamespaceNames(control);
    private final Shards shards;
    private final ControlHostPath host;
    private final LldpAgents lldp;
    private final EventLog events;
    private final Slots slots = new Slots(Location.MAX_PORT);
    private final Backstage backstage;
    private final KernelForwarding kernel;
    private final PortOpener opener;
    private final Tunnels tunnels;
    private final LinkTracker links;
    private final Captures captures;
    private volatile List<RunningBridge> bridges = List.of();

    /** A switch that follows no other. */
    public Switch(WorkerConfig workers, TapReading taps, SystemIdentity identity) {
        this(workers, taps, identity, Inheritance.none(), new EventLog());
    }

    /**
     * A switch that may follow another.
     *
     * @param identity who the switch is to its neighbours
     * @param inherited what ports that are opened find there already
     * @param events where it tells what happens
     */
    public Switch(
            WorkerConfig workers, TapReading taps, SystemIdentity identity, Inheritance inherited, EventLog events) {
        this.events = events;
        long lingerNanos = workers.poll() == Poll.ADAPTIVE ? Shard.SPIN_NANOS : 0;
        shards = new Shards(IntStream.range(0, workers.count())
                .mapToObj(index -> cleanup.add(newShard(workers.poll(), index, taps.longestFrames())))
                .toList());
        host = new ControlHostPath(control, shards);
        captures = new Captures(control, shards.count());
        lldp = new LldpAgents(host, identity, System::nanoTime, events);
        FlowSteering steering = cleanup.add(FlowSteering.among(shards.count()));
        List<Splitter> splitters =
                IntStream.range(0, shards.count()).mapToObj(Splitter::new).toList();
        backstage = cleanup.add(Backstage.inheritOrMake(inherited));
        FastLane lane = cleanup.add(new FastLane(workers.fastPath(), backstage));
        kernel = new KernelForwarding(control, lane);
        DeviceContext devices = new DeviceContext(control, names, steering, splitters, backstage, lane, inherited);
        tunnels = cleanup.add(new Tunnels(shards, steering, control, inherited));
        opener = new PortOpener(shards.count(), taps, devices, tunnels, lingerNanos, control);
        cleanup.add(this::removeAll);
        links = cleanup.add(
                new LinkTracker(control)); // last in, first out: no link is followed while its port is removed
        cleanup.add(names);
        control.every(AGEING_PERIOD, this::age);
        control.every(PUBLISHING_PERIOD, kernel::publish);
        control.every(AGEING_PERIOD, lldp::tick);
        ChecksumAdvice advice = new ChecksumAdvice();
        control.every(AGEING_PERIOD, () -> advice.give(bridges));
    }

    /** What the kernel has heard of stations counts as well. */
    private void age() {
        kernel.hear();
        bridges.forEach(RunningBridge::age);
        kernel.settle();
    }

    private static Shard newShard(Poll poll, int index, int longestFrames) {
        return switch (poll) {
            case SLEEP -> Shard.sleeping(index, longestFrames);
            case ADAPTIVE -> Shard.spinning(index, longestFrames);
        };
    }

    /**
     * Has every device of the configuration, and reads none of them yet.
     *
     * @throws PortException if the system refuses one of them; {@link #close} removes what was made so far
     * @throws SysException if a worker cannot run on its processor
     */
    public void prepare(Config config) throws PortException {
        placeShards(config.workers().cpus());
        for (BridgeConfig bridge : config.bridges()) {
            RunningBridge made = newBridge(bridge);
            join(made, bridge.ports());
            bridges = Stream.concat(bridges.stream(), Stream.of(made)).toList();
            MtuAdvice.give(made);
        }
        tunnels.prepare();
    }

    /**
     * Lets frames flow, after {@link #prepare} or {@link #pause}.
     *
     * @throws PortException if an address or a port of a tunnel is not to be had
     */
    public void start() throws PortException {
        bridges.forEach(RunningBridge::tellStations);
        start(allPorts().toList());
        control.run(() -> kernel.suspend(false, bridges));
    }

    /** All ports of a shard at once, tunnels too: it is busy when the first one reads. */
    private void start(List<RunningPort> ports) throws PortException {
        tunnels.prepare();
        onShards(shard -> {
            start(ports, shard);
            tunnels.start(shard);
        });
        tunnels.follow();
    }

    private static void start(List<RunningPort> ports, Shard shard) {
        ports.forEach(port -> port.driver().start(shard));
    }

    /** Ends reading. On return no shard is carrying a frame any more; those that come wait in the kernel's queues. */
    public void pause() {
        control.run(() -> kernel.suspend(true, bridges));
        List<RunningPort> ports = allPorts().toList();
        onShards(shard -> {
            pause(ports, shard);
            tunnels.pause(shard);
        });
    }

    private static void pause(List<RunningPort> ports, Shard shard) {
        ports.forEach(port -> port.driver().pause(shard));
    }

    private void onShards(Consumer<Shard> action) {
        control.run(() -> shards.forEach(shard -> shard.run(() -> action.accept(shard))));
    }

    /**
     * Does without any port what {@link #start()} and {@link #pause()} do with all. The first time takes longer than any
     * other, because classes are loaded and linked: no frame is to wait for that.
     */
    public void rehearse() {
        onShards(shard -> start(List.of(), shard));
        onShards(shard -> pause(List.of(), shard));
        try (Fd silent = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0)) {
            Readings rehearsed = new Readings();
            shards.forEach(shard -> rehearsed.add(shard, silent.value(), burst -> 0));
            onShards(rehearsed::start);
            onShards(rehearsed::pause);
        }
    }

    /** Names the descriptors by which another process can be this switch. */
    public Estate estate() {
        Estate estate = new Estate();
        control.run(() -> allPorts().forEach(port -> port.driver().bequeath(estate)));
        backstage.bequeath(estate);
        tunnels.bequeath(estate);
        return estate;
    }

    /** Removes all bridges and ports, and no device that another process has a descriptor of. */
    public void letGo() {
        tunnels.leave(drivers(allPorts()));
        control.run(removal()::letGo);
        tunnels.release();
        bridges = List.of();
    }

    private Stream<RunningPort> allPorts() {
        return bridges.stream().flatMap(bridge -> bridge.ports().stream());
    }

    private RunningBridge newBridge(BridgeConfig config) {
        AtomicReference<Optional<RunningBridge>> made = new AtomicReference<>(Optional.empty());
        control.run(() -> made.set(Optional.of(new RunningBridge(
                config, shards, links, host, lldp, kernel, captures, new RunningBridge.News(events, control)))));
        return made.get().orElseThrow();
    }

    private void placeShards(List<Integer> cpus) {
        if (!cpus.isEmpty()) {
            shards.forEach(shard -> shard.stayOn(cpus.get(shard.index() % cpus.size())));
        }
    }

    /** The bridges at work; none before {@link #prepare}. */
    public List<RunningBridge> bridges() {
        return bridges;
    }

    /** The forwarding threads. */
    public Shards shards() {
        return shards;
    }

    /** What happens. */
    public EventLog events() {
        return events;
    }

    /** The ports that do LLDP, with their neighbours; for any thread. */
    public List<LldpState> lldp() {
        return lldp.states();
    }

    /**
     * Adds a bridge with its ports and lets frames flow.
     *
     * @throws PortException if the system refuses one of the ports; nothing is left of the bridge then
     */
    public void add(BridgeConfig config) throws PortException {
        RunningBridge bridge = newBridge(config);
        bridge.tellStations();
        try {
            add(bridge, config.ports());
        } catch (PortException | RuntimeException e) {
            control.run(bridge::end);
            throw e;
        }
        bridges = Stream.concat(bridges.stream(), Stream.of(bridge)).toList();
        MtuAdvice.give(bridge);
    }

    /**
     * Adds a port to a bridge at work.
     *
     * @throws PortException if the system refuses it; nothing is left of it then
     */
    public void add(RunningBridge bridge, PortConfig port) throws PortException {
        add(bridge, List.of(port));
        MtuAdvice.give(bridge);
    }

    /** Removes a bridge and its ports. */
    public void remove(RunningBridge bridge) {
        remove(bridge, bridge.ports());
        control.run(bridge::end);
        bridges = bridges.stream().filter(other -> other != bridge).toList();
    }

    /** Removes a port of a bridge at work. */
    public void remove(RunningBridge bridge, RunningPort port) {
        remove(bridge, List.of(port));
    }

    /** Runs what changes a bridge, but neither adds nor removes ports, on the control thread, and waits for it. */
    public void onControl(Runnable change) {
        control.run(() -> {
            change.run();
            kernel.settle();
        });
    }

    /** What looks at its ports for a while. */
    public Captures captures() {
        return captures;
    }

    /** Runs something short on the control thread, once a second until the switch is closed. */
    public void everySecond(Runnable action) {
        control.every(Duration.ofSeconds(1), action);
    }

    /** Calls the reader on the control thread whenever the descriptor is readable. */
    public Watch watch(Fd fd, Reader reader) {
        return control.watch(fd.value(), reader);
    }

    private void add(RunningBridge bridge, List<PortConfig> configs) throws PortException {
        List<RunningPort> ports = join(bridge, configs);
        try {
            start(ports);
        } catch (PortException | RuntimeException e) {
            remove(bridge, ports);
            throw e;
        }
    }

    /** Ports that frames leave by, and that read none yet. */
    private List<RunningPort> join(RunningBridge bridge, List<PortConfig> configs) throws PortException {
        List<RunningPort> ports = open(bridge, configs);
        try {
            control.run(() -> bridge.add(ports));
            return ports;
        } catch (RuntimeException e) {
            remove(bridge, ports);
            throw e;
        }
    }

    private void remove(RunningBridge bridge, List<RunningPort> ports) {
        tunnels.leave(drivers(ports.stream()));
        control.run(new Removal(shards, slots).of(bridge, ports)::carryOut);
        tunnels.release();
    }

    private void removeAll() {
        tunnels.leave(drivers(allPorts()));
        control.run(removal()::carryOut);
    }

    private Removal removal() {
        Removal all = new Removal(shards, slots);
        bridges.forEach(bridge -> all.of(bridge, bridge.ports()));
        return all;
    }

    private static List<PortDriver> drivers(Stream<RunningPort> ports) {
        return ports.map(RunningPort::driver).toList();
    }

    private List<RunningPort> open(RunningBridge bridge, List<PortConfig> configs) throws PortException {
        List<RunningPort> ports = new ArrayList<>();
        try {
            for (PortConfig config : configs) {
                ports.add(open(bridge, config));
            }
            return ports;
        } catch (PortException | RuntimeException e) {
            remove(bridge, ports);
            throw e;
        }
    }

    private RunningPort open(RunningBridge bridge, PortConfig port) throws PortException {
        try {
            int slot = slots.take();
            try {
                return bridge.running(slot, opener.open(port));
            } catch (RuntimeException e) {
                slots.release(slot);
                throw e;
            }
        } catch (RuntimeException e) {
            throw new PortException(port, e);
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
