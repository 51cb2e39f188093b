package org.taplane.daemon.tunnels;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.OuterSettings;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.io.udp.LocalAddress;
import org.taplane.io.udp.TunnelMtu;
import org.taplane.io.udp.UdpSender;
import org.taplane.io.underlay.UnderlayDevice;
import org.taplane.io.underlay.UnderlaySender;

/** How a VXLAN port sends. */
sealed interface Sending extends AutoCloseable {
    /**
     * Opens the sockets, or takes over those of the process before.
     *
     * @throws SysException if the machine has no such local address, or no port of it is free
     */
    static Sending bySockets(VxlanConfig config, int shards, Inheritance inherited) {
        VtepAddress local = VtepAddress.of(config.local());
        List<Fd> pool = inherited.take(config.name());
        if (!pool.isEmpty()) {
            return new BySockets(local, UdpSender.adopt(VxlanSettings.sender(config), pool), shards);
        }
        LocalAddress.require(local);
        return new BySockets(local, UdpSender.open(VxlanSettings.sender(config)), shards);
    }

    static Sending byDevice(VxlanConfig config, int shards) {
        OuterSettings outer = VxlanSettings.outer(config);
        return new ByDevice(Stream.generate(() -> UnderlayDevice.sender(outer))
                .limit(shards)
                .toList());
    }

    /** Each shard's sender, by shard index. */
    List<? extends DatagramSender> byShard();

    /** How many source ports there are. */
    default int flows() {
        return byShard().getFirst().sockets();
    }

    /** The sockets, if there are some. */
    Optional<UdpSender> sockets();

    /** What sends by an underlay device, if that is how. */
    default Optional<ByDevice> underlay() {
        return Optional.empty();
    }

    /** See {@link PathProbe#mtu}. */
    int pathMtu(VtepAddress remote);

    /** What keeps the paths of {@code tunnel}, which sends so, true: to be called once a second on the control thread. */
    Runnable watch(VxlanConfig config, Tunnel tunnel);

    /** Why nothing can be sent at the moment; empty if it can. */
    Optional<String> obstacle();

    @Override
    void close();

    /** By UDP sockets of the host, shared by the shards. */
    record BySockets(VtepAddress local, UdpSender sender, int shards) implements Sending {
        @Override
        public List<UdpSender> byShard() {
            return Collections.nCopies(shards, sender);
        }

        @Override
        public Optional<UdpSender> sockets() {
            return Optional.of(sender);
        }

        @Override
        public int pathMtu(VtepAddress remote) {
            return sender.pathMtu(remote.high(), remote.low());
        }

        @Override
        public Runnable watch(VxlanConfig config, Tunnel tunnel) {
            return new PathWatch(config, tunnel, this::pathMtu)::tick;
        }

        @Override
        public Optional<String> obstacle() {
            return LocalAddress.obstacle(local);
        }

        @Override
        public void close() {
            sender.close();
        }
    }

    /** By the device of an endpoint behind the host, which is the endpoint's, and may come and go. */
    record ByDevice(List<UnderlaySender> byShard) implements Sending {
        void connect(UnderlayDevice device, Shards shards) {
            int[] fds = device.fds();
            shards.forEach(shard -> shard.run(() -> byShard.get(shard.index()).attach(fds[shard.index()])));
        }

        void disconnect(Shards shards) {
            shards.forEach(shard -> shard.run(byShard.get(shard.index())::detach));
        }

        @Override
        public Optional<ByDevice> underlay() {
            return Optional.of(this);
        }

        @Override
        public Optional<UdpSender> sockets() {
            return Optional.empty();
        }

        @Override
        public int pathMtu(VtepAddress remote) {
            try {
                return TunnelMtu.throughHost(remote);
            } catch (SysException noWay) {
                return PathMtus.UNLIMITED;
            }
        }

        @Override
        public Runnable watch(VxlanConfig config, Tunnel tunnel) {
            return new PathExpiry(config.name(), tunnel)::tick;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
