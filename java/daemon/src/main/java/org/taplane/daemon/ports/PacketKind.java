package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.PacketConfig;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/** Interfaces of somebody else's, joined by name and then followed by index. */
final class PacketKind implements JoinedKind<PacketSocket> {
    private static final Logger LOG = LoggerFactory.getLogger(PacketKind.class);

    private final String port;
    private final PacketSpec spec;

    PacketKind(PacketConfig config, int shards) {
        port = config.name();
        spec = new PacketSpec(config.device(), Namespaces.of(config.netns()), shards);
    }

    @Override
    public Netns netns() {
        return spec.netns();
    }

    @Override
    public String name() {
        return spec.device();
    }

    @Override
    public PacketSocket open() {
        PacketSocket socket = PacketSocket.open(spec);
        try {
            link(socket).filter(Link::ownAddressOnly).ifPresent(this::warn);
            return socket;
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public PacketSocket adopt(List<Fd> fds) {
        return PacketSocket.adopt(spec, fds);
    }

    @Override
    public String port() {
        return port;
    }

    @Override
    public Optional<LinkState> state(PacketSocket socket) {
        return link(socket).map(LinkState::of);
    }

    private Optional<Link> link(PacketSocket socket) {
        try (Netns.Opened netns = socket.netns();
                Rtnetlink links = Rtnetlink.open(netns)) {
            return links.link(spec.device());
        }
    }

    private void warn(Link link) {
        LOG.warn(
                "port {}: device {} is a {} and hands over no frames to other stations than itself: use mode passthru,"
                        + " the device below it, or one end of a veth",
                port,
                link.name(),
                link.kind().orElse("macvlan"));
    }

    @Override
    public boolean exists(PacketSocket device) {
        return device.isBound();
    }

    @Override
    public int index(PacketSocket device, Netns.Opened netns, LinkTracker links) {
        return device.ifindex();
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public String loss() {
        return "device " + spec.device() + " is gone from " + spec.netns();
    }
}
