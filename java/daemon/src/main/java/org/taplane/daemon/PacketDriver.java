package org.taplane.daemon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.PacketConfig;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.FrameQueue;
import org.taplane.io.device.FrameSource;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * A packet port: an existing interface, joined. The interface is somebody else's: when it is deleted the port waits for
 * one of the same name and joins that.
 */
final class PacketDriver implements PortDriver {
    private static final Logger LOG = LoggerFactory.getLogger(PacketDriver.class);

    private final PacketConfig config;
    private final PacketSpec spec;
    private final DeviceQueues queues;
    private Optional<PacketSocket> socket;
    private Optional<PortAttachment> attachment = Optional.empty();
    private final TrackedLink link;

    private PacketDriver(
            PacketConfig config, PacketSpec spec, PacketSocket socket, LinkState link, List<Splitter> splitters) {
        this.config = config;
        this.spec = spec;
        this.socket = Optional.of(socket);
        this.link = new TrackedLink(config.name(), link);
        FrameQueue kind = FrameQueue.packet();
        this.queues = new DeviceQueues(kind, fd -> FrameSource.direct(kind, fd), spec.queues(), splitters);
    }

    /** @param splitters one a shard */
    static PacketDriver open(PacketConfig config, List<Splitter> splitters) {
        Netns netns = Namespaces.of(config.netns());
        PacketSpec spec = new PacketSpec(config.device(), netns, splitters.size());
        PacketSocket socket = PacketSocket.open(spec);
        try (Rtnetlink rtnetlink = Rtnetlink.open(netns)) {
            return new PacketDriver(config, spec, socket, read(rtnetlink, config.device()), splitters);
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    private static LinkState read(Rtnetlink rtnetlink, String device) {
        return rtnetlink.link(device).map(LinkState::of).orElseGet(() -> new LinkState(false, 0, OptionalLong.empty()));
    }

    @Override
    public PacketConfig config() {
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
        socket.ifPresent(open -> queues.attach(open.fds(), to.shards()));
    }

    @Override
    public void start() {
        attachment.ifPresent(this::start);
    }

    private void start(PortAttachment to) {
        socket.ifPresent(open -> queues.start(open.fds(), to));
        to.links().follow(spec.netns(), (index, name) -> name.equals(config.device()), event -> follow(event, to));
    }

    /** The name may come back as another device, so there is always more to hear. */
    private boolean follow(LinkEvent event, PortAttachment to) {
        switch (event) {
            case LinkEvent.Changed(Link device) -> {
                rejoinIfReplaced(device, to);
                link.update(LinkState.of(device), to);
            }
            case LinkEvent.Removed removed -> {
                LOG.warn("port {}: device {} is gone; waiting for it", config.name(), config.device());
                leave(to);
                link.lose(to);
            }
        }
        return true;
    }

    /** A device of the same name with another index is another device. */
    private void rejoinIfReplaced(Link device, PortAttachment to) {
        if (socket.map(PacketSocket::ifindex)
                .filter(index -> index == device.index())
                .isPresent()) {
            return;
        }
        leave(to);
        try {
            PacketSocket joined = PacketSocket.open(spec);
            socket = Optional.of(joined);
            queues.attach(joined.fds(), to.shards());
            queues.start(joined.fds(), to);
            LOG.info("port {}: device {} is back", config.name(), config.device());
        } catch (SysException e) {
            LOG.warn("port {}: {}", config.name(), e.getMessage());
        }
    }

    private void leave(PortAttachment to) {
        queues.detach(to.shards());
        socket.ifPresent(PacketSocket::close);
        socket = Optional.empty();
    }

    @Override
    public void close() {
        attachment.ifPresent(to -> queues.detach(to.shards()));
        socket.ifPresent(PacketSocket::close);
    }
}
