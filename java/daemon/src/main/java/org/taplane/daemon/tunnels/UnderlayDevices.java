package org.taplane.daemon.tunnels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Fd;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.underlay.HostForwarding;
import org.taplane.io.underlay.UnderlayDevice;
import org.taplane.io.underlay.UnderlayReceiver;

/** The VXLAN ports with {@code underlay: tap}: those of one endpoint share a device, named like the first of them. */
final class UnderlayDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderlayDevices.class);

    private final Shards shards;
    private final FlowSteering steering;
    private final Inheritance inherited;
    private final Map<EndpointKey, Link> links = new LinkedHashMap<>();

    private static final class Link {
        private final UnderlayDevice device;
        private final List<VxlanDriver> members = new ArrayList<>();
        private final List<Watch> watches = new ArrayList<>();
        private List<VxlanDriver> served = List.of();

        Link(UnderlayDevice device) {
            this.device = device;
        }

        void stop() {
            watches.forEach(Watch::close);
            watches.clear();
            served = List.of();
        }

        void close() {
            stop();
            device.close();
        }
    }

    UnderlayDevices(Shards shards, FlowSteering steering, Inheritance inherited) {
        this.shards = shards;
        this.steering = steering;
        this.inherited = inherited;
    }

    VxlanDriver open(VxlanConfig config) {
        EndpointKey key = EndpointKey.of(config);
        Link link = links.computeIfAbsent(key, first -> new Link(create(config.name(), first)));
        VxlanDriver driver = VxlanDriver.byDevice(config, link.device, shards.count());
        link.members.add(driver);
        return driver;
    }

    private UnderlayDevice create(String name, EndpointKey key) {
        List<Fd> fds = inherited.take(heirloom(key));
        UnderlayDevice device = fds.isEmpty()
                ? UnderlayDevice.create(name, key.local(), shards.count(), steering)
                : UnderlayDevice.adopt(name, shards.count(), steering, fds);
        if (!HostForwarding.isOn(key.local())) {
            LOG.warn(
                    "port {}: {} is reached through this host, which does not forward: set {}=1",
                    name,
                    key.local(),
                    HostForwarding.setting(key.local()));
        }
        return device;
    }

    /** Receives for every tunnel that was opened; by now they are attached to their bridges. */
    void refresh() {
        links.forEach(this::refresh);
    }

    private void refresh(EndpointKey key, Link link) {
        if (!link.members.equals(link.served)) {
            link.stop();
            shards.forEach(shard -> start(key, link, shard));
            link.served = List.copyOf(link.members);
        }
    }

    /** Receives no more for those of the ports that are tunnels of these, and goes on for the others. */
    void leave(List<PortDriver> leaving) {
        links.forEach((key, link) -> leave(key, link, leaving));
    }

    private void leave(EndpointKey key, Link link, List<PortDriver> leaving) {
        link.members.removeAll(leaving);
        if (link.members.isEmpty()) {
            link.stop();
        } else if (!link.served.isEmpty()) {
            refresh(key, link);
        }
    }

    /** Closes the devices that have no tunnel any more: by now no shard sends by them. */
    void release() {
        links.values().stream().filter(link -> link.members.isEmpty()).forEach(Link::close);
        links.values().removeIf(link -> link.members.isEmpty());
    }

    private static String heirloom(EndpointKey key) {
        return key.heirloom("underlay");
    }

    void bequeath(Estate estate) {
        links.forEach((key, link) -> estate.add(heirloom(key), link.device.fds()));
    }

    /** Receives nothing until {@link #refresh}. */
    void pause() {
        links.values().forEach(Link::stop);
    }

    private void start(EndpointKey key, Link link, Shard shard) {
        UnderlayIngress ingress =
                new UnderlayIngress(address(key, link.members), VxlanDriver.ingress(link.members, shard, false));
        UnderlayReceiver receiver =
                link.device.receiver(shard.index(), ingress, VxlanDriver.reception(link.members, shard));
        link.watches.add(shard.watch(receiver.fd(), receiver));
    }

    private static UnderlayAddress address(EndpointKey key, List<VxlanDriver> members) {
        List<VxlanConfig> configs = members.stream().map(VxlanDriver::config).toList();
        return new UnderlayAddress(
                key.local(), key.udpPort(), key.settings(configs).zeroChecksum6());
    }

    /** All ports. */
    Stream<VxlanDriver> drivers() {
        return links.values().stream().flatMap(link -> link.members.stream());
    }

    @Override
    public void close() {
        links.values().forEach(Link::close);
    }
}
