package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PacketConfig;
import org.taplane.daemon.handover.Estate;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.FrameSource;
import org.taplane.io.device.QueueIo;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.SysException;

/** A packet port: an existing interface of somebody else's, joined, and joined again when it is back after it was gone. */
public final class PacketDriver implements PortDriver {
    private static final LinkState UNKNOWN = new LinkState(false, 0, OptionalLong.empty());

    private final PacketConfig config;
    private final DeviceQueues queues;
    private final TrackedLink link;
    private final HeldDevice<PacketSocket> held;

    private PacketDriver(
            PacketConfig config,
            PacketKind kind,
            Optional<PacketSocket> socket,
            LinkState state,
            int shards,
            DeviceContext context) {
        this.config = config;
        QueueIo packets = QueueIo.packet();
        queues = new DeviceQueues(packets, fd -> FrameSource.direct(packets, fd), shards, context.splitters());
        link = new TrackedLink(config.name(), state);
        held = new HeldDevice<>(config.name(), kind, socket, queues, link, context);
    }

    /**
     * Opens the port's device.
     *
     * @throws SysException if the interface is not to be had, unless the port may wait for it
     */
    public static PacketDriver open(PacketConfig config, int shards, DeviceContext context) {
        PacketKind kind = new PacketKind(config, shards);
        try {
            PacketSocket socket = kind.inheritOrOpen(context.inherited());
            return new PacketDriver(
                    config, kind, Optional.of(socket), kind.state(socket).orElse(UNKNOWN), shards, context);
        } catch (SysException e) {
            if (config.onMissing() == OnMissing.FAIL && !context.inherited().isOpen()) {
                throw e;
            }
            LinkState missing = UNKNOWN.missing(String.valueOf(e.getMessage()));
            return new PacketDriver(config, kind, Optional.empty(), missing, shards, context);
        }
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
        held.attach(to);
    }

    @Override
    public void follow() {
        held.follow();
    }

    @Override
    public void start(Shard shard) {
        held.start(shard);
    }

    @Override
    public void pause(Shard shard) {
        held.pause(shard);
    }

    @Override
    public void stop() {
        held.stop();
    }

    @Override
    public void bequeath(Estate estate) {
        held.device().ifPresent(device -> estate.add(config.name(), device.fds()));
    }

    @Override
    public void close() {
        held.close();
    }
}
