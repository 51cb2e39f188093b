package org.taplane.daemon.tunnels;

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
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.Fd;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.underlay.HostForwarding;
import org.taplane.io.underlay.UnderlayDevice;

/** The VXLAN ports with {@code underlay: tap}: those of one endpoint share a device, named like the first of them. */
final class UnderlayDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderlayDevices.class);

    private final Shards shards;
    private final FlowSteering steering;
    private final Loop control;
    private final Inheritance inherited;
    private final Map<EndpointKey, UnderlayLink> links = new LinkedHashMap<>();

    UnderlayDevices(Shards shards, FlowSteering steering, Loop control, Inheritance inherited) {
        this.shards = shards;
        this.steering = steering;
        this.control = control;
        this.inherited = inherited;
    }

    VxlanDriver open(VxlanConfig config) {
        UnderlayLink link = links.computeIfAbsent(EndpointKey.of(config), key -> link(config.name(), key));
        VxlanDriver driver = VxlanDriver.byDevice(config, shards.count());
        control.run(() -> link.add(driver));
        return driver;
    }

    private UnderlayLink link(String name, EndpointKey key) {
        UnderlayLink link = new UnderlayLink(key, inheritOrMake(name, key), () -> make(name, key), shards, control);
        if (!HostForwarding.isOn(key.local())) {
            LOG.warn(
                    "port {}: {} is reached through this host, which does not forward: set {}=1",
                    name,
                    key.local(),
                    HostForwarding.setting(key.local()));
        }
        return link;
    }

    private UnderlayDevice inheritOrMake(String name, EndpointKey key) {
        List<Fd> fds = inherited.take(heirloom(key));
        return fds.isEmpty() ? make(name, key) : UnderlayDevice.adopt(name, shards.count(), steering, fds);
    }

    private UnderlayDevice make(String name, EndpointKey key) {
        return UnderlayDevice.create(name, key.local(), shards.count(), steering);
    }

    /** Makes ready to receive for every tunnel that was opened; by now they are attached to their bridges. */
    void prepare() {
        control.run(() -> links.values().forEach(UnderlayLink::prepare));
    }

    /** Has a shard receive what is prepared; on its thread. */
    void start(Shard shard) {
        links.values().forEach(link -> link.start(shard));
    }

    /** Has a shard receive nothing until {@link #start}; on its thread. */
    void pause(Shard shard) {
        links.values().forEach(link -> link.pause(shard));
    }

    List<UnderlayLink> links() {
        return List.copyOf(links.values());
    }

    /** Receives no more for those of the ports that are tunnels of these, and goes on for the others. */
    void leave(List<PortDriver> leaving) {
        control.run(() -> links.values().forEach(link -> link.leave(leaving)));
    }

    /** Closes the devices that have no tunnel any more: by now no shard sends by them. */
    void release() {
        control.run(() -> links.values().stream().filter(UnderlayLink::isUnused).forEach(UnderlayLink::close));
        links.values().removeIf(UnderlayLink::isUnused);
    }

    static String heirloom(EndpointKey key) {
        return key.heirloom("underlay");
    }

    void bequeath(Estate estate) {
        control.run(() -> links.values().forEach(link -> link.bequeath(estate)));
    }

    /** All ports. */
    Stream<VxlanDriver> drivers() {
        return links.values().stream().flatMap(UnderlayLink::members);
    }

    @Override
    public void close() {
        control.run(() -> links.values().forEach(UnderlayLink::close));
    }
}
