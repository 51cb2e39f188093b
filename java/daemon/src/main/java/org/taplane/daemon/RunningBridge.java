package org.taplane.daemon;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePort;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Forwarder;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.TickSource;
import org.taplane.dataplane.bridge.Topology;
import org.taplane.dataplane.port.Port;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/** A configured bridge at work: its shared state, one forwarder a shard, and its ports. */
final class RunningBridge {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BridgeConfig config;
    private final List<PortDriver> drivers;
    private final BridgeDomain domain;
    private final TickSource ticks = TickSource.monotonic();

    /** @param drivers in the order of the configuration's ports: the port numbers */
    RunningBridge(BridgeConfig config, List<PortDriver> drivers) {
        this.config = config;
        this.drivers = List.copyOf(drivers);
        Fdb fdb = newFdb(config);
        this.domain = new BridgeDomain(config.name(), fdb, new Topology(describePorts()));
        limitPorts(fdb);
        MtuAdvice.give(config, drivers);
        config.staticEntries().forEach(this::addStatic);
    }

    BridgeConfig config() {
        return config;
    }

    Fdb fdb() {
        return domain.fdb();
    }

    TickSource ticks() {
        return ticks;
    }

    List<PortDriver> drivers() {
        return drivers;
    }

    /** Makes every port ready to transmit. */
    void attach(List<Shard> shards, LinkTracker links) {
        List<Forwarder> forwarders = shards.stream().map(this::forwarder).toList();
        for (int number = 0; number < drivers.size(); number++) {
            int port = number;
            drivers.get(number)
                    .attach(new PortAttachment(number, shards, forwarders, links, link -> linkChanged(port, link)));
        }
    }

    /** Lets frames flow. */
    void start() {
        drivers.forEach(PortDriver::start);
    }

    /** Forgets stations that have been silent for too long; on the control thread. */
    void age() {
        domain.fdb().expire(ticks.now());
    }

    private List<BridgePort> describePorts() {
        List<BridgePort> ports = new ArrayList<>();
        for (PortDriver driver : drivers) {
            LinkState link = driver.link();
            ports.add(new BridgePort(
                    ports.size(),
                    driver.config().name(),
                    VlanMemberships.of(driver.config()),
                    link.mtu(),
                    driver.learns(),
                    link.up()));
        }
        return ports;
    }

    private Forwarder forwarder(Shard shard) {
        Port[] ports = drivers.stream()
                .map(driver -> driver.ports().get(shard.index()))
                .toArray(Port[]::new);
        return new Bridge(domain, ports, ticks, new FaultLog(config));
    }

    /** As the Linux bridge does, a port that goes down forgets its stations: they may turn up elsewhere at once. */
    private void linkChanged(int port, LinkState link) {
        Topology topology = domain.topology();
        BridgePort before = topology.port(port);
        if (before.up() != link.up() || before.mtu() != link.mtu()) {
            domain.publish(topology.withLink(port, link.up(), link.mtu()));
        }
        if (before.up() && !link.up()) {
            domain.fdb().flushPort(port);
        }
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

    private void limitPorts(Fdb fdb) {
        for (int number = 0; number < drivers.size(); number++) {
            OptionalInt max = drivers.get(number).config().maxMacs();
            if (max.isPresent()) {
                fdb.limit(number, max.getAsInt(), ticks.now());
            }
        }
    }

    private void addStatic(StaticEntry entry) {
        int port = IntStream.range(0, drivers.size())
                .filter(number -> drivers.get(number).config().name().equals(entry.port()))
                .findFirst()
                .orElseThrow();
        int remote = entry.remote().map(address -> remoteIndex(port, address)).orElse(0);
        domain.fdb().addStatic(entry.vlan(), entry.mac(), Location.of(port, remote), ticks.now());
    }

    private int remoteIndex(int port, InetAddress address) {
        return drivers.get(port).remoteIndex(address);
    }
}
