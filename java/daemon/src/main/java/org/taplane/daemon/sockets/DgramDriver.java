package org.taplane.daemon.sockets;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taplane.control.config.DgramConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.DeviceReceiver;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.DgramSocket;
import org.taplane.io.socket.SocketPort;
import org.taplane.io.sys.SysException;

/**
 * A port over a datagram socket. Whether somebody is there shows with each frame, so its link is always up. One shard reads
 * it, which the port's slot decides; all shards send.
 */
public final class DgramDriver implements PortDriver {
    private final DgramConfig config;
    private final DgramSocket socket;
    private final List<SocketPort> ports;
    private final SocketLink link;
    private Optional<PortAttachment> attachment = Optional.empty();
    private Optional<Watch> watch = Optional.empty();

    private DgramDriver(DgramConfig config, DgramSocket socket, int shards) {
        this.config = config;
        this.socket = socket;
        ports = Stream.generate(SocketPort::new).limit(shards).toList();
        link = new SocketLink(config.name(), config.mtu(), true, Optional.empty());
    }

    /**
     * Opens the port.
     *
     * @throws SysException if the local address is not to be had
     */
    public static DgramDriver open(DgramConfig config, int shards) {
        DgramSocket socket =
                DgramSocket.open(SocketNames.of(config.local()), SocketNames.of(config.remote()), config.mode());
        return new DgramDriver(config, socket, shards);
    }

    @Override
    public DgramConfig config() {
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
    public void reconfigure(PortConfig next) {
        link.setMtu(((DgramConfig) next).mtu(), attachment.orElseThrow());
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
        for (Shard shard : to.shards()) {
            shard.run(() -> ports.get(shard.index()).attach(socket));
        }
    }

    @Override
    public void follow() {
        PortAttachment to = attachment.orElseThrow();
        Shard shard = to.shards().get(to.slot() % to.shards().count());
        Reception reception = new Reception(to.slot(), ports.get(shard.index()).counters(), to.faults());
        DeviceReceiver receiver =
                new DeviceReceiver(socket.source(), to.slot(), to.forwarders().get(shard.index()), reception);
        watch = Optional.of(shard.watch(socket.fd(), receiver));
    }

    @Override
    public void stop() {
        watch.ifPresent(Watch::close);
    }

    @Override
    public void close() {
        stop();
        socket.close();
    }
}
