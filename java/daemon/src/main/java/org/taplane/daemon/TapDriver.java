package org.taplane.daemon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.TapConfig;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.FrameQueue;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapSpec;

/** A TAP port: a device that the daemon makes, in the namespace that it is to live in. */
final class TapDriver implements PortDriver {
    private static final Logger LOG = LoggerFactory.getLogger(TapDriver.class);

    private final TapConfig config;
    private final TapDevice device;
    private final DeviceQueues queues;
    private final TrackedLink link;
    private Optional<PortAttachment> attachment = Optional.empty();

    private TapDriver(TapConfig config, TapDevice device, TapReading reading, int shards) {
        this.config = config;
        this.device = device;
        FrameQueue kind = FrameQueue.tap(device.takesUdpSegments());
        this.queues = new DeviceQueues(kind, reading.sources(kind), shards);
        this.link = new TrackedLink(config.name(), new LinkState(true, config.mtu(), config.mac()));
    }

    static TapDriver open(TapConfig config, TapReading reading, FlowSteering steering, int shards) {
        TapSpec spec = new TapSpec(
                config.name(),
                Namespaces.of(config.netns()),
                shards,
                steering,
                OptionalInt.of(config.mtu()),
                config.mac(),
                config.addresses().stream()
                        .map(address -> new IpPrefix(address.address(), address.prefixLength()))
                        .toList());
        return new TapDriver(config, TapDevice.create(spec), reading, shards);
    }

    TapDevice device() {
        return device;
    }

    @Override
    public TapConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return queues.ports();
    }

    @Override
    public LinkState link() {
        return link.state();
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
        queues.attach(device.fds(), to.shards());
    }

    @Override
    public void start() {
        attachment.ifPresent(this::start);
    }

    private void start(PortAttachment to) {
        queues.start(device.fds(), to);
        to.follow(
                Namespaces.of(config.netns()), (index, name) -> index == device.ifindex(), event -> follow(event, to));
    }

    /** Whether there is more to hear of the device in that namespace. */
    private boolean follow(LinkEvent event, PortAttachment to) {
        switch (event) {
            case LinkEvent.Changed(var changed) -> link.update(LinkState.of(changed), to);
            case LinkEvent.Removed removed -> followElsewhere(to);
        }
        return event instanceof LinkEvent.Changed;
    }

    /** A user may move the device into a container's namespace by hand: it keeps forwarding there. */
    private void followElsewhere(PortAttachment to) {
        link.lose(to);
        try (Netns.Opened elsewhere = device.currentNetns()) {
            String name = device.currentName();
            LOG.info("port {}: the device moved to another namespace", config.name());
            to.follow(elsewhere, (index, other) -> other.equals(name), event -> follow(event, to));
        } catch (SysException e) {
            LOG.warn("port {}: the device was deleted; restart the daemon to get it back", config.name());
        }
    }

    @Override
    public void stop() {
        queues.stop();
    }

    @Override
    public void close() {
        attachment.ifPresent(to -> queues.detach(to.shards()));
        device.close();
    }
}
