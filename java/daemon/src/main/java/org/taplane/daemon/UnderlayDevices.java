package org.taplane.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.vxlan.UnderlayAddress;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.underlay.HostForwarding;
import org.taplane.io.underlay.UnderlayDevice;
import org.taplane.io.underlay.UnderlayReceiver;

/** The VXLAN ports with {@code underlay: tap}: those of one endpoint share a device, named like the first of them. */
final class UnderlayDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderlayDevices.class);

    private final List<Shard> shards;
    private final FlowSteering steering;
    private final Map<EndpointKey, Link> links = new LinkedHashMap<>();
    private final List<Watch> watches = new ArrayList<>();

    private record Link(UnderlayDevice device, List<VxlanDriver> members) {}

    UnderlayDevices(List<Shard> shards, FlowSteering steering) {
        this.shards = shards;
        this.steering = steering;
    }

    VxlanDriver open(VxlanConfig config) {
        EndpointKey key = EndpointKey.of(config);
        Link link = links.computeIfAbsent(key, first -> new Link(create(config.name(), first), new ArrayList<>()));
        VxlanDriver driver = VxlanDriver.byDevice(config, link.device(), shards.size());
        link.members().add(driver);
        return driver;
    }

    private UnderlayDevice create(String name, EndpointKey key) {
        UnderlayDevice device = UnderlayDevice.create(name, key.local(), shards.size(), steering);
        if (!HostForwarding.isOn(key.local())) {
            LOG.warn(
                    "port {}: {} is reached through this host, which does not forward: set {}=1",
                    name,
                    key.local(),
                    HostForwarding.setting(key.local()));
        }
        return device;
    }

    /** Begins to receive; the ports are attached to their bridges by now. */
    void start() {
        links.forEach((key, link) -> shards.forEach(shard -> start(key, link, shard)));
    }

    private void start(EndpointKey key, Link link, Shard shard) {
        UnderlayIngress ingress =
                new UnderlayIngress(address(key, link.members()), VxlanDriver.ingress(link.members(), shard));
        UnderlayReceiver receiver = link.device().receiver(shard.index(), ingress);
        watches.add(shard.watch(receiver.fd(), receiver));
    }

    private static UnderlayAddress address(EndpointKey key, List<VxlanDriver> members) {
        List<VxlanConfig> configs = members.stream().map(VxlanDriver::config).toList();
        return new UnderlayAddress(
                key.local(), key.udpPort(), key.settings(configs).zeroChecksum6());
    }

    /** All ports. */
    Stream<VxlanDriver> drivers() {
        return links.values().stream().flatMap(link -> link.members().stream());
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        links.values().forEach(link -> link.device().close());
    }
}
