package org.taplane.daemon;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortSet;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/**
 * A bridge at work: its shared state, one forwarder a shard, and its ports, which may come and go. What changes it runs on
 * the control thread; anybody may look.
 */
final class RunningBridge {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BridgeConfig config;
    private final Shards shards;
    private final LinkTracker links;
    private final BridgeDomain domain;
    private final FaultSink faults;
    private final List<Bridge> forwarders;
    private volatile List<RunningPort> ports = List.of();
    private volatile Map<Integer, RunningPort> bySlot = Map.of();

    /** A bridge that has no ports yet. */
    RunningBridge(BridgeConfig config, Shards shards, LinkTracker links) {
        this.config = config;
        this.shards = shards;
        this.links = links;
        this.domain = new BridgeDomain(config.name(), newFdb(config), BridgePlan.of(List.of()));
        this.faults =
                new FaultLog(config.name(), slot -> domain.plan().port(slot).name());
        this.forwarders = StreamSupport.stream(shards.spliterator(), false)
                .map(this::forwarder)
                .toList();
    }

    private Bridge forwarder(Shard shard) {
        return new Bridge(domain, shard.ports(), faults);
    }

    /** The table's memory is taken at once, and the JVM's bound of such memory may be less than the machine has. */
    private static Fdb newFdb(BridgeConfig config) {
        try {
            return new Fdb(config.maxMacs(), Math.toIntExact(config.ageing().toMillis()), RANDOM.nextLong());
        } catch (OutOfMemoryError e) {
            throw SysException.because(
                    "bridge " + config.name() + ": there is no memory for a table of " + config.maxMacs()
                            + " MAC addresses",
                    "a smaller max-macs",
                    "mmap",
                    Errno.ENOMEM);
        }
    }

    BridgeConfig config() {
        return config;
    }

    String name() {
        return config.name();
    }

    Fdb fdb() {
        return domain.fdb();
    }

    /** In the order in which they were added. */
    List<RunningPort> ports() {
        return ports;
    }

    Optional<RunningPort> port(int slot) {
        return Optional.ofNullable(bySlot.get(slot));
    }

    Optional<RunningPort> port(String name) {
        return ports.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** What a driver has to be given to be a port in that slot of this bridge. */
    RunningPort running(int slot, PortDriver driver) {
        return new RunningPort(
                slot,
                driver,
                new PortAttachment(slot, shards, forwarders, faults, links, link -> linkChanged(slot, link)),
                new PortFeatureSet(driver.config().features()));
    }

    /** Lets frames flow by more ports: first out of all of them, then in. */
    void add(List<RunningPort> more) {
        shards.forEach(shard -> shard.run(() -> more.forEach(port -> put(port, shard))));
        more.forEach(port -> port.driver().attach(port.attachment()));
        publish(Stream.concat(ports.stream(), more.stream()).toList());
        more.forEach(this::limitStations);
        more.forEach(this::addStaticEntries);
        more.forEach(port -> port.driver().start());
    }

    private void put(RunningPort port, Shard shard) {
        Port end = port.driver().ports().get(shard.index());
        end.answerBy(forwarders.get(shard.index()).replies());
        shard.ports().put(port.slot(), end);
    }

    /** Makes the plan of the bridge one without these ports. */
    void withdraw(List<RunningPort> leaving) {
        publish(ports.stream().filter(port -> !leaving.contains(port)).toList());
    }

    private void publish(List<RunningPort> next) {
        PortSet isolated = isolated(next);
        ports = next;
        bySlot = next.stream().collect(Collectors.toUnmodifiableMap(RunningPort::slot, Function.identity()));
        domain.publish(BridgePlan.of(
                next.stream().map(port -> describe(port, isolated)).toList()));
    }

    private static PortSet isolated(List<RunningPort> ports) {
        BitSet slots = new BitSet();
        ports.stream().filter(port -> port.features().isIsolated()).forEach(port -> slots.set(port.slot()));
        return PortSet.of(slots);
    }

    private static PortPlan describe(RunningPort port, PortSet isolated) {
        LinkState link = port.driver().link();
        return new PortPlan(
                        port.slot(),
                        port.name(),
                        VlanMemberships.of(port.config()),
                        port.driver().egressMtu(),
                        port.driver().learns(),
                        PortState.ofLink(link.up()))
                .withFeatures(port.features().features(isolated));
    }

    /** Names of the features that any of its ports has, sorted. */
    List<String> features() {
        return ports.stream()
                .flatMap(port -> port.features().features(PortSet.EMPTY).stream())
                .map(Feature::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** Forgets the stations behind a port that is withdrawn, the static ones too. No shard learns any on it by now. */
    void forgetStations(RunningPort port) {
        record Station(int vid, long mac) {}
        fdb().flushPort(port.slot());
        List<Station> left = new ArrayList<>();
        fdb().forEach((vid, mac, location, isStatic, tick) -> {
            if (Location.port(location) == port.slot()) {
                left.add(new Station(vid, mac));
            }
        });
        left.forEach(station -> fdb().remove(station.vid(), station.mac()));
        fdb().limit(port.slot(), Fdb.UNLIMITED, Tick.now());
    }

    /** Forgets stations that have been silent for too long. */
    void age() {
        fdb().expire(Tick.now());
    }

    /**
     * As the Linux bridge does, a port that goes down forgets its stations: they may turn up elsewhere at once. A burst
     * that was under way when the port went down may still learn one, so its end is awaited first.
     */
    private void linkChanged(int slot, LinkState link) {
        BridgePlan plan = domain.plan();
        PortPlan before = plan.port(slot);
        PortState state = PortState.ofLink(link.up());
        int mtu = port(slot).map(port -> port.driver().egressMtu()).orElse(link.mtu());
        if (before.state() != state || before.mtu() != mtu) {
            domain.publish(plan.withLink(slot, state, mtu));
        }
        if (before.state() == PortState.FORWARDING && state == PortState.DOWN) {
            shards.settle();
            fdb().flushPort(slot);
        }
    }

    private void limitStations(RunningPort port) {
        port.config().maxMacs().ifPresent(max -> fdb().limit(port.slot(), max, Tick.now()));
    }

    private void addStaticEntries(RunningPort port) {
        config.staticEntries().stream()
                .filter(entry -> entry.port().equals(port.name()))
                .forEach(entry -> addStatic(entry, port));
    }

    private void addStatic(StaticEntry entry, RunningPort port) {
        int remote = entry.remote().map(port.driver()::remoteIndex).orElse(0);
        fdb().addStatic(entry.vlan(), entry.mac(), Location.of(port.slot(), remote), Tick.now());
    }
}
