package org.taplane.daemon.tunnels;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.PathMtu;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.io.device.Reception;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.udp.GroupMembership;
import org.taplane.io.underlay.UnderlayDevice;

/**
 * A VXLAN port: it sends by its own pool of sockets, or by the underlay device of its endpoint, and receives with its
 * endpoint, see {@link Tunnels}.
 */
final class VxlanDriver implements PortDriver {
    private final VxlanConfig config;
    private final Sending sending;
    private final Tunnel tunnel;
    private final UnderlayMtu mtu;
    private final TunnelLink link;
    private final Runnable paths;
    private final List<VxlanPort> ports;
    private Optional<String> underlayObstacle = Optional.empty();
    private Optional<GroupDevice> device = Optional.empty();
    private Optional<PortAttachment> attachment = Optional.empty();

    private VxlanDriver(VxlanConfig config, Sending sending) {
        this.config = config;
        this.sending = sending;
        mtu = UnderlayMtu.of(config, sending::pathMtu);
        Tunnel shared = new Tunnel(VxlanSettings.tunnel(config, mtu.mtu()));
        tunnel = shared;
        link = new TunnelLink(config.name(), sending.obstacle(), mtu.mtu());
        paths = sending.watch(config, shared);
        boolean tells = config.pathMtu() == PathMtu.TELL;
        ports = sending.byShard().stream()
                .map(sender -> new VxlanPort(shared, sender, tells))
                .toList();
    }

    static VxlanDriver bySockets(VxlanConfig config, int shards, Inheritance inherited) {
        return new VxlanDriver(config, Sending.bySockets(config, shards, inherited));
    }

    /** It sends by what {@link #connect} gives it. */
    static VxlanDriver byDevice(VxlanConfig config, int shards) {
        return new VxlanDriver(config, Sending.byDevice(config, shards));
    }

    /** Sends by the device of its endpoint, whose it stays, from now on. */
    void connect(UnderlayDevice device, Shards shards) {
        sending.underlay().ifPresent(by -> by.connect(device, shards));
    }

    /** On return no shard sends by a device any more. */
    void disconnect(Shards shards) {
        sending.underlay().ifPresent(by -> by.disconnect(shards));
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

    /** The tunnel judges lengths itself, for each remote, and tells stations about it. */
    @Override
    public int egressMtu() {
        return Burst.MAX_FRAME;
    }

    @Override
    public Optional<String> narrowest() {
        return mtu.towards().map(VtepAddress::toString);
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
        return Optional.of(VxlanStates.of(
                bridge,
                config,
                tunnel,
                sending.flows(),
                ports.stream().map(VxlanPort::countersByRemote).toList()));
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    /** Its endpoint receives for it. */
    @Override
    public void follow() {
        link.announce();
    }

    @Override
    public void stop() {
        leaveGroup();
    }

    /** What follows the links of a port that is attached. */
    Optional<LinkTracker> links() {
        return attachment.map(PortAttachment::links);
    }

    /** Notes what keeps the device of its endpoint from being used, if something does; on the control thread. */
    void behind(Optional<String> obstacle) {
        underlayObstacle = obstacle;
        check();
    }

    /** Has the endpoint's membership in the port's group follow its device; on the control thread. */
    void joinGroup(GroupMembership membership, String deviceName) {
        device = sending.sockets().map(sender -> new GroupDevice(deviceName, membership, sender, this::check));
        attachment.ifPresent(to -> device.ifPresent(group -> group.follow(to.links())));
    }

    /** The membership ends with the endpoint's sockets; on the control thread. */
    void leaveGroup() {
        device.ifPresent(GroupDevice::stop);
        device = Optional.empty();
    }

    /** Looks whether the tunnel can be used; on the control thread, when an address or a device may have changed. */
    void check() {
        attachment.ifPresent(to -> link.update(obstacle(), tunnel.mtu(), to));
    }

    private Optional<String> obstacle() {
        return device.flatMap(GroupDevice::obstacle).or(() -> underlayObstacle).or(sending::obstacle);
    }

    /** As {@link #check}, once a second, for what nothing tells of. */
    void tick() {
        paths.run();
        check();
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

    /** What its endpoint has is {@link Tunnels#bequeath}'s. */
    @Override
    public void bequeath(Estate estate) {
        sending.sockets().ifPresent(pool -> estate.add(config.name(), pool.fds()));
    }

    @Override
    public void close() {
        sending.close();
    }
}
