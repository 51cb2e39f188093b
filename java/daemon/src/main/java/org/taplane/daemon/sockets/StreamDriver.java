package org.taplane.daemon.sockets;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taplane.control.api.PeerState;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StreamConfig;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.SocketPort;
import org.taplane.io.socket.StreamBuffers;
import org.taplane.io.socket.StreamLink;
import org.taplane.io.socket.StreamListener;
import org.taplane.io.socket.StreamReceiver;
import org.taplane.io.sys.SysException;

/**
 * A port over connections, one after the other: its link is up while there is one. One shard reads it, which the port's slot
 * decides; all shards send.
 */
public final class StreamDriver implements PortDriver {
    /** A peer that is gone before that did not come for long. */
    private static final long BRIEF_NANOS = Duration.ofSeconds(1).toNanos();

    private final StreamConfig config;
    private final Loop control;
    private final List<SocketPort> ports;
    private final SocketLink link;
    private final StreamPeers peers;
    private final StreamBuffers buffers = new StreamBuffers();
    private Optional<PortAttachment> attachment = Optional.empty();
    private Optional<Session> session = Optional.empty();

    private record Session(StreamLink connection, Watch watch, long since) {}

    private StreamDriver(StreamConfig config, int shards, Loop control) {
        this.config = config;
        this.control = control;
        ports = Stream.generate(SocketPort::new).limit(shards).toList();
        SocketName name = SocketNames.of(config.address());
        boolean listens = config.role() == StreamConfig.Role.LISTEN;
        String nobody = listens ? "no peer has connected to " + name : "not connected to " + name + " yet";
        link = new SocketLink(config.name(), config.mtu(), false, Optional.of(nobody));
        peers = listens
                ? new StreamServer(StreamListener.open(name, config.mode()), control, link)
                : new StreamClient(name, control, this::refused);
    }

    /**
     * Opens the port; that nobody is there yet is no fault.
     *
     * @throws SysException if the address is not to be had
     */
    public static StreamDriver open(StreamConfig config, int shards, Loop control) {
        return new StreamDriver(config, shards, control);
    }

    @Override
    public StreamConfig config() {
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
    public Optional<PeerState> peer() {
        return Optional.of(link.peer());
    }

    @Override
    public void reconfigure(PortConfig next) {
        link.setMtu(((StreamConfig) next).mtu(), attachment.orElseThrow());
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    @Override
    public void follow() {
        peers.await(false, this::join);
    }

    private void refused(String why) {
        link.down(why, attachment.orElseThrow());
    }

    /** First out, then in: what the peer's first frame is answered with already finds its way. */
    private void join(StreamPeers.Peer peer) {
        PortAttachment to = attachment.orElseThrow();
        buffers.clear();
        StreamLink connection = new StreamLink(peer.socket(), buffers);
        for (Shard shard : to.shards()) {
            shard.run(() -> ports.get(shard.index()).attach(connection));
        }
        link.up(peer.name(), to);
        Watch watch = read(connection, to);
        connection.watchedBy(watch);
        session = Optional.of(new Session(connection, watch, System.nanoTime()));
    }

    private Watch read(StreamLink connection, PortAttachment to) {
        Shard shard = to.shards().get(to.slot() % to.shards().count());
        SocketPort end = ports.get(shard.index());
        StreamReceiver receiver = new StreamReceiver(
                connection.fd(),
                to.slot(),
                to.forwarders().get(shard.index()),
                end.counters(),
                new Reception(to.slot(), end.counters(), to.faults()),
                why -> control.after(Duration.ZERO, () -> leave(connection, why)),
                buffers);
        return shard.watch(connection.fd(), receiver, connection::onWritable);
    }

    /** The connection has come to its end, of which the shard tells; it may be closed by now. */
    private void leave(StreamLink connection, String why) {
        Optional<Session> ended = session.filter(current -> current.connection() == connection);
        ended.ifPresent(current -> {
            PortAttachment to = attachment.orElseThrow();
            for (Shard shard : to.shards()) {
                shard.run(ports.get(shard.index())::detach);
            }
            end(current);
            link.down(why, to);
            peers.await(System.nanoTime() - current.since() < BRIEF_NANOS, this::join);
        });
    }

    private void end(Session current) {
        session = Optional.empty();
        current.watch().close();
        current.connection().close();
    }

    @Override
    public void stop() {
        peers.stop();
        session.ifPresent(current -> current.watch().close());
    }

    @Override
    public void close() {
        stop();
        session.ifPresent(this::end);
        peers.close();
    }
}
