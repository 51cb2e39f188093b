package org.taplane.daemon;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.PathMtu;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.vxlan.RemoteTable;
import org.taplane.dataplane.vxlan.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.dataplane.vxlan.VxlanTunnel;
import org.taplane.io.shard.Shard;
import org.taplane.io.udp.GroupMembership;
import org.taplane.io.underlay.UnderlayDevice;

/**
 * A VXLAN port: it sends by its own pool of sockets, or by the underlay device of its endpoint, and receives with its
 * endpoint, see {@link Tunnels}.
 */
final class VxlanDriver implements PortDriver {
    private final VxlanConfig config;
    private final Sending sending;
    private final VxlanTunnel tunnel;
    private final UnderlayMtu mtu;
    private final TunnelLink link;
    private final Runnable paths;
    private final List<VxlanPort> ports;
    private Optional<GroupDevice> device = Optional.empty();
    private Optional<PortAttachment> attachment = Optional.empty();

    private VxlanDriver(VxlanConfig config, Sending sending) {
        this.config = config;
        this.sending = sending;
        mtu = UnderlayMtu.of(config, sending::pathMtu);
        VxlanTunnel shared = new VxlanTunnel(VxlanSettings.tunnel(config, mtu.mtu()));
        tunnel = shared;
        link = new TunnelLink(config.name(), sending.obstacle(), mtu.mtu());
        paths = sending.watch(config, shared);
        boolean tells = config.pathMtu() == PathMtu.TELL;
        ports = sending.byShard().stream()
                .map(sender -> new VxlanPort(shared, sender, tells))
                .toList();
    }

    static VxlanDriver bySockets(VxlanConfig config, int shards) {
        return new VxlanDriver(config, Sending.bySockets(config, shards));
    }

    /** The device stays its endpoint's. */
    static VxlanDriver byDevice(VxlanConfig config, UnderlayDevice device, int shards) {
        return new VxlanDriver(config, Sending.byDevice(config, device, shards));
    }

    @Override
    public VxlanConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return ports;
    }

    @Override
    public LinkState link() {
        return link.state();
    }

    @Override
    public Optional<String> why() {
        return link.why();
    }

    @Override
    public Optional<String> narrowest() {
        return mtu.towards().map(VtepAddress::toString);
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
        return Optional.of(VxlanStates.of(bridge, config, tunnel, sending.flows()));
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    /** Its endpoint receives for it. */
    @Override
    public void start() {
        link.announce();
        attachment.ifPresent(to -> device.ifPresent(followed -> followed.follow(to.links())));
    }

    /** Has the endpoint's membership in the port's group follow its device. */
    void join(GroupMembership membership, String deviceName) {
        device = sending.sockets().map(sender -> new GroupDevice(deviceName, membership, sender, this::check));
    }

    /** Looks whether the tunnel can be used; on the control thread, when an address or a device may have changed. */
    void check() {
        attachment.ifPresent(to -> link.update(this::obstacle, tunnel.mtu(), to));
    }

    private Optional<String> obstacle() {
        return device.flatMap(GroupDevice::obstacle).or(sending::obstacle);
    }

    /** As {@link #check}, once a second, for what nothing tells of. */
    void tick() {
        paths.run();
        check();
    }

    /** What receives on one shard for all ports of an endpoint; they are attached by now. */
    static VxlanIngress ingress(List<VxlanDriver> members, Shard shard) {
        return new VxlanIngress(
                members.stream().map(driver -> driver.member(shard)).toList());
    }

    private VxlanIngress.Member member(Shard shard) {
        PortAttachment to = attachment.orElseThrow();
        return new VxlanIngress.Member(
                ports.get(shard.index()), to.number(), to.forwarders().get(shard.index()));
    }

    @Override
    public void close() {
        sending.close();
    }
}
