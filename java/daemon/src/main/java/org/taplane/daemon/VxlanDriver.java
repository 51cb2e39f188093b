package org.taplane.daemon;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.vxlan.DatagramSender;
import org.taplane.dataplane.vxlan.OuterSettings;
import org.taplane.dataplane.vxlan.RemoteTable;
import org.taplane.dataplane.vxlan.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.dataplane.vxlan.VxlanTunnel;
import org.taplane.io.device.Reception;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.Netns;
import org.taplane.io.udp.UdpSender;
import org.taplane.io.underlay.UnderlayDevice;
import org.taplane.io.underlay.UnderlaySender;

/**
 * A VXLAN port: it sends by its own pool of sockets, or by the underlay device of its endpoint, and receives with its
 * endpoint, see {@link Tunnels}.
 */
final class VxlanDriver implements PortDriver {
    private static final Logger LOG = LoggerFactory.getLogger(VxlanDriver.class);

    private final VxlanConfig config;
    private final VxlanTunnel tunnel;
    private final Runnable release;
    private final Optional<UnderlayDevice> underlay;
    private final TrackedLink link;
    private final List<VxlanPort> ports;
    private Optional<PortAttachment> attachment = Optional.empty();

    /** @param senders each shard's, by shard index */
    private VxlanDriver(
            VxlanConfig config,
            List<? extends DatagramSender> senders,
            Optional<UnderlayDevice> underlay,
            Runnable release) {
        this.config = config;
        this.underlay = underlay;
        this.release = release;
        VxlanTunnel shared = new VxlanTunnel(VxlanSettings.tunnel(config));
        tunnel = shared;
        link = new TrackedLink(config.name(), state(true));
        ports = senders.stream().map(sender -> new VxlanPort(shared, sender)).toList();
    }

    static VxlanDriver bySockets(VxlanConfig config, int shards) {
        UdpSender sender = UdpSender.open(VxlanSettings.sender(config));
        return new VxlanDriver(config, Collections.nCopies(shards, sender), Optional.empty(), sender::close);
    }

    /** The device stays its endpoint's. */
    static VxlanDriver byDevice(VxlanConfig config, UnderlayDevice device, int shards) {
        OuterSettings outer = VxlanSettings.outer(config);
        List<UnderlaySender> senders = IntStream.range(0, shards)
                .mapToObj(shard -> device.sender(shard, outer))
                .toList();
        return new VxlanDriver(config, senders, Optional.of(device), () -> {});
    }

    @Override
    public VxlanConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return ports;
    }

    /** A tunnel by sockets has no carrier of its own: it is up as long as it exists. */
    @Override
    public LinkState link() {
        return link.state();
    }

    private LinkState state(boolean up) {
        return new LinkState(up, tunnel.settings().mtu(), OptionalLong.empty());
    }

    /** A tunnel to a group, or one that takes any remote, comes to know this one now. */
    @Override
    public int remoteIndex(InetAddress remote) {
        VtepAddress address = VtepAddress.of(remote);
        int known = tunnel.remotes().find(address.high(), address.low());
        int index = known == RemoteTable.NONE ? tunnel.remotes().learn(address.high(), address.low()) : known;
        if (index == RemoteTable.NONE) {
            throw new IllegalArgumentException(address + " is no remote of " + config.name());
        }
        return index;
    }

    @Override
    public Optional<String> remoteName(int index) {
        return tunnel.remotes().contains(index)
                ? Optional.of(tunnel.remotes().address(index).toString())
                : Optional.empty();
    }

    @Override
    public Optional<VxlanState> tunnel(String bridge) {
        return Optional.of(VxlanStates.of(bridge, config, tunnel));
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    /** Its endpoint receives for it. Without its underlay device, there is nothing to receive. */
    @Override
    public void start() {
        attachment.ifPresent(to -> underlay.ifPresent(device ->
                to.follow(Netns.own(), (index, name) -> index == device.ifindex(), event -> follow(event, to))));
    }

    /** Whether there is more to hear of the device. */
    private boolean follow(LinkEvent event, PortAttachment to) {
        switch (event) {
            case LinkEvent.Changed(Link device) ->
                link.update(state(LinkState.of(device).up()), to);
            case LinkEvent.Removed removed -> {
                LOG.warn("port {}: its underlay device is gone; restart to have it back", config.name());
                link.lose(to);
            }
        }
        return event instanceof LinkEvent.Changed;
    }

    /** How one shard receives for all ports of an endpoint: what belongs to none is the first one's. */
    static Reception reception(List<VxlanDriver> members, Shard shard) {
        return members.getFirst().reception(shard);
    }

    private Reception reception(Shard shard) {
        PortAttachment to = attachment.orElseThrow();
        return new Reception(to.slot(), ports.get(shard.index()).counters(), to.faults());
    }

    /**
     * What receives on one shard for all ports of an endpoint; they are attached by now.
     *
     * @param marksUnchecked as {@link VxlanIngress} takes it
     */
    static VxlanIngress ingress(List<VxlanDriver> members, Shard shard, boolean marksUnchecked) {
        return new VxlanIngress(
                members.stream().map(driver -> driver.member(shard)).toList(), marksUnchecked);
    }

    private VxlanIngress.Member member(Shard shard) {
        PortAttachment to = attachment.orElseThrow();
        return new VxlanIngress.Member(
                ports.get(shard.index()), to.slot(), to.forwarders().get(shard.index()));
    }

    @Override
    public void close() {
        release.run();
    }
}
