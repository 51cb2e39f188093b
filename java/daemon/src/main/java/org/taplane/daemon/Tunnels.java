package org.taplane.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.netlink.AddressMonitor;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.udp.UdpReceiver;
import org.taplane.io.udp.VxlanEndpoint;

/**
 * All VXLAN ports of the switch, of whatever bridge: those with one local address and UDP port share its sockets, or its
 * underlay device.
 */
final class Tunnels implements AutoCloseable {
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

    private final List<Shard> shards;
    private final Map<EndpointKey, List<VxlanDriver>> drivers = new LinkedHashMap<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final UnderlayDevices devices;
    private final List<Watch> watches = new ArrayList<>();
    private Optional<Loop> followed = Optional.empty();
    private Optional<AddressMonitor> addresses = Optional.empty();

    private record Endpoint(VxlanEndpoint sockets, List<VxlanDriver> members) {}

    Tunnels(List<Shard> shards, FlowSteering steering) {
        this.shards = shards;
        devices = new UnderlayDevices(shards, steering);
    }

    VxlanDriver open(VxlanConfig config) {
        return switch (config.underlay()) {
            case SOCKET -> openSockets(config);
            case TAP -> devices.open(config);
        };
    }

    private VxlanDriver openSockets(VxlanConfig config) {
        VxlanDriver driver = VxlanDriver.bySockets(config, shards.size());
        drivers.computeIfAbsent(EndpointKey.of(config), key -> new ArrayList<>())
                .add(driver);
        return driver;
    }

    /**
     * Opens the sockets, once every port is known.
     *
     * @throws PortException if an address or a port is not to be had
     */
    void listen() throws PortException {
        for (Map.Entry<EndpointKey, List<VxlanDriver>> endpoint : drivers.entrySet()) {
            endpoints.add(listen(endpoint.getKey(), endpoint.getValue()));
        }
    }

    private Endpoint listen(EndpointKey key, List<VxlanDriver> members) throws PortException {
        List<VxlanConfig> configs = members.stream().map(VxlanDriver::config).toList();
        try {
            VxlanEndpoint sockets = VxlanEndpoint.open(key.settings(configs), shards.size());
            members.forEach(member -> join(member, sockets));
            return new Endpoint(sockets, members);
        } catch (SysException e) {
            throw new PortException(configs.getFirst(), e);
        }
    }

    private static void join(VxlanDriver member, VxlanEndpoint sockets) {
        EndpointKey.group(member.config())
                .forEach(group ->
                        sockets.membership(group).ifPresent(membership -> member.join(membership, group.device())));
    }

    /** Begins to receive; the ports are attached to their bridges by now. */
    void start() {
        endpoints.forEach(endpoint -> shards.forEach(shard -> start(endpoint, shard)));
        devices.start();
    }

    private void start(Endpoint endpoint, Shard shard) {
        VxlanIngress ingress = VxlanDriver.ingress(endpoint.members(), shard);
        for (UdpReceiver receiver : endpoint.sockets().receivers(shard.index(), ingress)) {
            watches.add(shard.watch(receiver.fd(), receiver));
        }
    }

    /** Follows what the tunnels depend on, on the control thread: at once what the kernel tells of, the rest by looking. */
    void follow(Loop control) {
        AddressMonitor monitor = AddressMonitor.open(Netns.own());
        addresses = Optional.of(monitor);
        watches.add(control.watch(monitor.fd(), () -> {
            monitor.drain();
            all().forEach(VxlanDriver::check);
            return true;
        }));
        control.every(LOOK_PERIOD, () -> {
            if (addresses.isPresent()) {
                all().forEach(VxlanDriver::tick);
            }
        });
        followed = Optional.of(control);
    }

    private Stream<VxlanDriver> all() {
        return Stream.concat(drivers.values().stream().flatMap(List::stream), devices.drivers());
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        followed.ifPresent(control -> control.run(this::stopFollowing));
        endpoints.forEach(endpoint -> endpoint.sockets().close());
        devices.close();
    }

    /** On the control thread: afterwards no look is under way, and none follows. */
    private void stopFollowing() {
        addresses.ifPresent(AddressMonitor::close);
        addresses = Optional.empty();
    }
}
