package org.taplane.daemon.bridges;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.host.ControlHostPath;
import org.taplane.daemon.lldp.LldpAgents;
import org.taplane.daemon.lldp.LldpPort;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.taps.Captures;
import org.taplane.daemon.taps.PortTaps;
import org.taplane.daemon.taps.TappedPort;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Injector;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.ReservedAddresses;
import org.taplane.dataplane.bridge.Trace;
import org.taplane.dataplane.bridge.Tracer;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortSet;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;

/**
 * A bridge at work: its shared state, one forwarder a shard, and its ports, which may come and go. What changes it runs on
 * the control thread; anybody may look.
 */
public final class RunningBridge {
    private volatile BridgeConfig config;
    private final Shards shards;
    private final LinkTracker links;
    private final ControlHostPath host;
    private final LldpAgents lldp;
    private final Captures captures;
    private final Captures.Owner tapOwner = this::renewTaps;
    private final BridgeDomain domain;
    private final Stations stations;
    private final KernelForwarding forwarding;
    private final KernelStations kernel;
    private final StationNews stationNews;
    private final PortNews portNews;
    private final FaultSink faults;
    private final List<Bridge> forwarders;
    private final List<Injector> injectors;
    private volatile List<RunningPort> ports = List.of();
    private volatile Map<Integer, RunningPort> bySlot = Map.of();

    /**
     * A bridge that has no ports yet.
     *
     * @param forwarding what the kernel does of it
     * @param news where it tells of its stations and ports
     */
    RunningBridge(
            BridgeConfig config,
            Shards shards,
            LinkTracker links,
            ControlHostPath host,
            LldpAgents lldp,
            KernelForwarding forwarding,
            Captures captures,
            News news) {
        this.config = config;
        this.shards = shards;
        this.links = links;
        this.host = host;
        this.lldp = lldp;
        this.captures = captures;
        this.domain = new BridgeDomain(config.name(), Stations.newTable(config), BridgePlan.of(List.of()));
        this.stationNews = new StationNews(config.name(), news.events(), news.control());
        this.portNews = new PortNews(config.name(), news.events());
        this.stations = new Stations(domain, config.staticEntries(), shards);
        this.forwarding = forwarding;
        this.kernel = forwarding.join(domain);
        this.faults =
                new FaultLog(config.name(), slot -> domain.plan().port(slot).name());
        this.forwarders = StreamSupport.stream(shards.spliterator(), false)
                .map(this::forwarder)
                .toList();
        this.injectors = StreamSupport.stream(shards.spliterator(), false)
                .map(this::injector)
                .toList();
    }

    /**
     * Where a bridge tells what happens.
     *
     * @param control the thread on which it does
     */
    record News(EventLog events, Loop control) {}

    private Bridge forwarder(Shard shard) {
        return new Bridge(domain, shard.ports(), host.ring(shard.index()), faults);
    }

    private Injector injector(Shard shard) {
        return new Injector(shard.index(), domain, forwarders.get(shard.index()), shard.ports(), faults);
    }

    /** Its own settings are those in force; ports and static entries may be others by now. */
    public BridgeConfig config() {
        return config;
    }

    public String name() {
        return config.name();
    }

    public Fdb fdb() {
        return domain.fdb();
    }

    /** In the order in which they were added. */
    public List<RunningPort> ports() {
        return ports;
    }

    public Optional<RunningPort> port(int slot) {
        return Optional.ofNullable(bySlot.get(slot));
    }

    public Optional<RunningPort> port(String name) {
        return ports.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** What a driver has to be given to be a port in that slot of this bridge. */
    RunningPort running(int slot, PortDriver driver) {
        return new RunningPort(
                slot,
                driver.config(),
                driver,
                new PortAttachment(slot, shards, forwarders, faults, links, link -> linkChanged(slot, link)),
                new PortFeatureSet(driver.config().features()),
                new PortTaps());
    }

    /** Lets frames flow out of more ports, and in once they are started. */
    void add(List<RunningPort> more) {
        more.forEach(port -> captures.join(tapped(port), port.taps(), tapOwner));
        shards.forEach(shard -> shard.run(() -> more.forEach(port -> put(port, shard))));
        more.forEach(port -> port.driver().attach(port.attachment()));
        more.forEach(port -> host.join(port.slot(), injectors));
        publish(Stream.concat(ports.stream(), more.stream()).toList());
        more.forEach(stations::join);
        more.forEach(port -> port.driver().follow());
    }

    private void put(RunningPort port, Shard shard) {
        Port end = port.driver().ports().get(shard.index());
        end.answerBy(forwarders.get(shard.index()).replies());
        shard.ports().put(port.slot(), end);
        install(port, shard);
    }

    private static void install(RunningPort port, Shard shard) {
        Port end = port.driver().ports().get(shard.index());
        port.taps().install(shard.index(), shard.ports(), port.slot(), end);
    }

    private TappedPort tapped(RunningPort port) {
        return new TappedPort(port.slot(), name(), port.name(), port.driver()::remoteName);
    }

    /** Puts the ports' taps in the frames' way. What waits for each shard also ends the bursts that see the old ones. */
    private void renewTaps(List<Integer> slots) {
        List<RunningPort> tapped =
                ports.stream().filter(port -> slots.contains(port.slot())).toList();
        publish(ports);
        shards.forEach(shard -> shard.run(() -> tapped.forEach(port -> install(port, shard))));
    }

    /** Captures lose a port that no shard has any more. */
    void leaveCaptures(RunningPort port) {
        captures.leave(port.slot());
    }

    /** From here on what is learned is told; what has been recalled before was told by the process before. */
    void tellStations() {
        fdb().news().keep(stationNews.journal());
    }

    /** Makes the plan of the bridge one without these ports. */
    void withdraw(List<RunningPort> leaving) {
        publish(ports.stream().filter(port -> !leaving.contains(port)).toList());
    }

    /**
     * Gives the bridge other settings; its ports and static entries stay.
     *
     * @return what was learned before, if there may be no room for all of it any more
     */
    List<Stations.Learned> set(BridgeConfig next) {
        List<Stations.Learned> before = next.maxMacs() < config.maxMacs() ? stations.learned(any -> true) : List.of();
        stations.set(config, next);
        config = next;
        publish(ports);
        kernel.followTable();
        return before;
    }

    /**
     * Gives a port other settings; its device, its counters and what was learned on it stay, as far as the port still
     * carries it and has room for it.
     *
     * @return what was learned on it before
     */
    List<Stations.Learned> set(RunningPort port, PortConfig next) {
        RunningPort changed = port.with(next);
        publish(ports.stream()
                .map(other -> other.equals(port) ? changed : other)
                .toList());
        List<Stations.Learned> before = stations.learned(slot -> slot == port.slot());
        stations.bound(changed);
        shards.settle();
        stations.forgetStale(changed);
        return before;
    }

    /** Learns again what a change had to forget. */
    void recall(List<Stations.Learned> before) {
        stations.recall(before);
    }

    /** @throws SysException if there is no room for it */
    void add(StaticEntry entry) {
        port(entry.port()).ifPresent(port -> stations.add(entry, port));
    }

    void remove(StaticEntry entry) {
        stations.remove(entry);
    }

    private void publish(List<RunningPort> next) {
        PortSet isolated = isolated(next);
        ports = next;
        stationNews.follow(next);
        portNews.look(next);
        lldp.follow(name(), next.stream().map(RunningBridge::lldpPort).toList());
        bySlot = next.stream().collect(Collectors.toUnmodifiableMap(RunningPort::slot, Function.identity()));
        domain.publish(BridgePlan.of(
                next.stream().map(port -> describe(port, isolated)).toList(),
                ReservedAddresses.of(config.groupForwardMask())));
        kernel.follow(next);
    }

    private static PortSet isolated(List<RunningPort> ports) {
        BitSet slots = new BitSet();
        ports.stream().filter(port -> port.features().isIsolated()).forEach(port -> slots.set(port.slot()));
        return PortSet.of(slots);
    }

    private static LldpPort lldpPort(RunningPort port) {
        return new LldpPort(
                port.slot(),
                port.name(),
                port.config().features().lldp(),
                port.config().vlan().pvid(),
                () -> port.isEnabled() && port.driver().link().up());
    }

    private static PortPlan describe(RunningPort port, PortSet isolated) {
        LinkState link = port.driver().link();
        VlanMembership vlans = VlanMemberships.of(port.config());
        List<Feature> tapsFirst = Stream.concat(
                        port.taps().features(vlans.pvid()).stream(), port.features().features(isolated).stream())
                .toList();
        return new PortPlan(
                        port.slot(),
                        port.name(),
                        vlans,
                        port.driver().egressMtu(),
                        port.config().learning(),
                        stateOf(port, link))
                .withPunts(port.features().punts())
                .withFeatures(tapsFirst);
    }

    private static PortState stateOf(RunningPort port, LinkState link) {
        return port.isEnabled() ? PortState.ofLink(link.up()) : PortState.DISABLED;
    }

    /**
     * What would become of a frame that came in by a port now; for any thread. Empty if the port is gone.
     *
     * @param vid see {@link Tracer#trace}
     */
    public Optional<Trace> trace(RunningPort port, int vid, byte[] frame) {
        return Tracer.at(domain, port.slot(), Tick.now()).map(tracer -> tracer.trace(vid, frame));
    }

    /** Names of the features that any of its ports has, sorted. */
    public List<String> features() {
        return ports.stream()
                .flatMap(RunningBridge::features)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> features(RunningPort port) {
        Stream<String> ofFrames =
                port.features().features(PortSet.EMPTY).stream().map(Feature::name);
        return port.config().features().lldp().isOff() ? ofFrames : Stream.concat(ofFrames, Stream.of("lldp"));
    }

    /** Forgets the stations behind a port that is withdrawn, the static ones too. No shard learns any on it by now. */
    void forgetStations(RunningPort port) {
        stations.leave(port);
        stationNews.leave(port);
        portNews.leave(port);
    }

    /** Hands over what the port received for the switch; it sends nothing any more. */
    void leaveHost(RunningPort port) {
        host.leave(port.slot());
    }

    /** The process that its ports were bequeathed to is gone, and this one goes on. */
    public void reclaim() {
        ports.forEach(port -> Cleanup.attempt(port.driver()::reclaim));
    }

    /** Forgets the stations behind ports that do not forward. */
    void forgetDownPorts() {
        BridgePlan plan = domain.plan();
        ports.stream()
                .map(RunningPort::slot)
                .filter(slot -> plan.port(slot).state() != PortState.FORWARDING)
                .forEach(fdb()::flushPort);
    }

    /** How many stations the kernel knows. */
    public int kernelStations() {
        return kernel.size();
    }

    void suspendKernel(boolean now) {
        kernel.suspend(now, ports);
    }

    /** The bridge goes; it has no ports any more. */
    void end() {
        forwarding.leave(kernel);
    }

    /** Forgets stations that have been silent for too long. */
    void age() {
        stations.age();
    }

    private void linkChanged(int slot, LinkState link) {
        port(slot).ifPresent(port -> linkChanged(port, link));
    }

    /**
     * As the Linux bridge does, a port that goes down forgets its stations: they may turn up elsewhere at once. A burst
     * that was under way when the port went down may still learn one, so its end is awaited first.
     */
    private void linkChanged(RunningPort port, LinkState link) {
        int slot = port.slot();
        BridgePlan plan = domain.plan();
        PortPlan before = plan.port(slot);
        PortState state = stateOf(port, link);
        int mtu = port.driver().egressMtu();
        if (before.state() != state || before.mtu() != mtu) {
            domain.publish(plan.withLink(slot, state, mtu));
        }
        kernel.follow(ports);
        if (before.state() == PortState.FORWARDING && state != PortState.FORWARDING) {
            shards.settle();
            fdb().flushPort(slot);
        }
        portNews.look(port, link);
    }
}
