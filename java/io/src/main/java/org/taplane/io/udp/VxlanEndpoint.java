package org.taplane.io.udp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.dataplane.vxlan.BundleIngress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Sockets;

/**
 * The sockets on one local address and UDP port, shared by all tunnels that receive there.
 *
 * <p>Every shard has one for what is sent to the local address: the kernel spreads the senders' flows over them by a
 * hash ({@code SO_REUSEPORT}), so that a flow stays in one shard. Datagrams to a group would go to all sockets bound
 * alike, so each group has one socket, and the first shard reads it. None is connected: a peer's source port is a hash
 * of what it sends, not its listening port.
 */
public final class VxlanEndpoint implements AutoCloseable {
    private static final int BUFFER_BYTES = 7 << 20;

    private final EndpointSettings settings;
    private final IpFamily family;
    /** The shards' sockets in order, then those of the groups. */
    private final List<Fd> sockets = new ArrayList<>();

    private final Map<EndpointSettings.Group, GroupMembership> memberships = new HashMap<>();

    private final int shards;

    private VxlanEndpoint(EndpointSettings settings, int shards) {
        this.settings = settings;
        this.shards = shards;
        family = IpFamily.of(settings.local());
    }

    /**
     * Opens the sockets of all shards, in the network namespace of the calling thread. The local address may be one that
     * {@linkplain LocalAddress#obstacle is not ready} yet.
     *
     * @throws org.taplane.io.sys.SysException if address or device do not exist, or somebody else has the port
     */
    public static VxlanEndpoint open(EndpointSettings settings, int shards) {
        VxlanEndpoint endpoint = new VxlanEndpoint(settings, shards);
        endpoint.openSockets();
        return endpoint;
    }

    /**
     * Takes over sockets of the process before. Shards that had none get one; those of shards that are no more are closed.
     * No membership is known: a group is joined when its device is followed, which does no harm if it is joined already.
     *
     * @param ofShards at least one, in their order, opened with the same settings
     * @param ofGroups the sockets of the settings' groups, in their order
     * @throws org.taplane.io.sys.SysException if the kernel refuses another socket
     */
    public static VxlanEndpoint adopt(EndpointSettings settings, int shards, List<Fd> ofShards, List<Fd> ofGroups) {
        VxlanEndpoint endpoint = new VxlanEndpoint(settings, shards);
        endpoint.takeOver(ofShards, ofGroups);
        return endpoint;
    }

    private void takeOver(List<Fd> ofShards, List<Fd> ofGroups) {
        int kept = Math.min(shards, ofShards.size());
        sockets.addAll(ofShards.subList(0, kept));
        ofShards.subList(kept, ofShards.size()).forEach(Fd::close);
        try {
            while (sockets.size() < shards) {
                bind(add(), settings.local());
            }
        } catch (RuntimeException failure) {
            close();
            ofGroups.forEach(Fd::close);
            throw failure;
        }
        for (int i = 0; i < ofGroups.size(); i++) {
            EndpointSettings.Group group = settings.groups().get(i);
            sockets.add(ofGroups.get(i));
            memberships.put(group, new GroupMembership(ofGroups.get(i), group.address()));
        }
        sockets.forEach(socket -> UdpSocket.coalesce(socket));
    }

    /** The shards' sockets, in their order. */
    public int[] shardFds() {
        return fds(0, shards);
    }

    /** The sockets of the settings' groups, in their order. */
    public int[] groupFds() {
        return fds(shards, sockets.size());
    }

    private int[] fds(int from, int to) {
        return sockets.subList(from, to).stream().mapToInt(Fd::value).toArray();
    }

    /** Whether a datagram of one byte is one that had no UDP checksum; then there are no others of one byte. */
    public boolean marksUnchecked() {
        return family == IpFamily.IPV6 && !settings.zeroChecksum6();
    }

    /** What {@code shard} (from 0) is to read, for its ports. */
    public List<UdpReceiver> receivers(int shard, VxlanIngress ingress, Reception reception) {
        return receivers(shard, ingress, reception, System::nanoTime);
    }

    /** As {@link #receivers(int, VxlanIngress, Reception)}, by a clock in nanoseconds. */
    List<UdpReceiver> receivers(int shard, VxlanIngress ingress, Reception reception, LongSupplier nanos) {
        List<Fd> own = new ArrayList<>(sockets.subList(shard, shard + 1));
        if (shard == 0) {
            own.addAll(sockets.subList(shards, sockets.size()));
        }
        return own.stream()
                .map(socket -> new UdpReceiver(socket, new BundleIngress(ingress, shard), reception, nanos))
                .toList();
    }

    /** The membership in one of the settings' groups. */
    public Optional<GroupMembership> membership(EndpointSettings.Group group) {
        return Optional.ofNullable(memberships.get(group));
    }

    @Override
    public void close() {
        sockets.forEach(Fd::close);
    }

    private void openSockets() {
        try {
            LocalAddress.require(settings.local());
            requireFree();
            for (int shard = 0; shard < shards; shard++) {
                bind(add(), settings.local());
            }
            settings.groups().forEach(this::join);
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** {@code SO_REUSEPORT} would let a second daemon take half of the first one's datagrams: a bind without it tells. */
    private void requireFree() {
        try (Fd probe = UdpSocket.open(family)) {
            IpOption.FREEBIND.set(probe, family, 1);
            UdpSocket.bind(probe, family, settings.local(), settings.udpPort());
        }
    }

    private void join(EndpointSettings.Group group) {
        int device = UdpSocket.deviceIndex(group.device());
        Fd socket = add();
        IpOption.MULTICAST_ALL.set(socket, family, 0);
        bind(socket, group.address());
        GroupMembership membership = new GroupMembership(socket, group.address());
        membership.join(device);
        memberships.put(group, membership);
    }

    private Fd add() {
        Fd socket = UdpSocket.open(family);
        sockets.add(socket);
        return socket;
    }

    private void bind(Fd socket, VtepAddress address) {
        Sockets.setBuffers(socket, BUFFER_BYTES);
        Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_REUSEPORT, 1, "SO_REUSEPORT");
        IpOption.FREEBIND.set(socket, family, 1);
        IpOption.RECEIVE_TOS.set(socket, family, 1);
        if (family == IpFamily.IPV6) {
            UncheckedDatagrams.admit(socket, settings.zeroChecksum6());
        }
        UdpSocket.coalesce(socket);
        UdpSocket.bind(socket, family, address, settings.udpPort());
    }
}
