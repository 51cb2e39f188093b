package org.taplane.daemon;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.vxlan.RemoteTable;
import org.taplane.dataplane.vxlan.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.dataplane.vxlan.VxlanTunnel;
import org.taplane.io.shard.Shard;
import org.taplane.io.udp.UdpSender;

/** A VXLAN port: it sends by its own pool of sockets and receives by those of its endpoint, see {@link Tunnels}. */
final class VxlanDriver implements PortDriver {
    private final VxlanConfig config;
    private final VxlanTunnel tunnel;
    private final UdpSender sender;
    private final List<VxlanPort> ports;
    private Optional<PortAttachment> attachment = Optional.empty();

    private VxlanDriver(VxlanConfig config, VxlanTunnel tunnel, UdpSender sender, int shards) {
        this.config = config;
        this.tunnel = tunnel;
        this.sender = sender;
        this.ports = Stream.generate(() -> new VxlanPort(tunnel, sender))
                .limit(shards)
                .toList();
    }

    static VxlanDriver open(VxlanConfig config, int shards) {
        UdpSender sender = UdpSender.open(VxlanSettings.sender(config));
        return new VxlanDriver(config, new VxlanTunnel(VxlanSettings.tunnel(config)), sender, shards);
    }

    @Override
    public VxlanConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return ports;
    }

    /** A tunnel has no carrier of its own: it is up as long as it exists. */
    @Override
    public LinkState link() {
        return new LinkState(true, tunnel.settings().mtu(), OptionalLong.empty());
    }

    @Override
    public boolean learns() {
        return config.learning();
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

    /** Its endpoint receives for it. */
    @Override
    public void start() {}

    /** This port as the ingress of its endpoint knows it on one shard; valid once it is attached. */
    VxlanIngress.Member member(Shard shard) {
        PortAttachment to = attachment.orElseThrow();
        return new VxlanIngress.Member(
                ports.get(shard.index()), to.number(), to.forwarders().get(shard.index()));
    }

    @Override
    public void close() {
        sender.close();
    }
}
