package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.VethConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.daemon.handover.Estate;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.FrameSource;
import org.taplane.io.device.QueueIo;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.fastpath.FastCounters;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.GuestTap;
import org.taplane.io.veth.VethDevice;

/** A port by packet sockets, or a twin: an interface joined, and joined again when it is back after it was gone. */
public final class PacketDriver<D extends QueuedDevice> implements PortDriver {
    private static final LinkState UNKNOWN = new LinkState(false, 0, OptionalLong.empty());

    private final PortConfig config;
    private final JoinedKind<D> kind;
    private final DeviceQueues queues;
    private final TrackedLink link;
    private final HeldDevice<D> held;

    private PacketDriver(
            PortConfig config,
            JoinedKind<D> kind,
            Optional<D> device,
            LinkState state,
            DeviceQueues queues,
            DeviceContext context) {
        this.config = config;
        this.kind = kind;
        this.queues = queues;
        link = new TrackedLink(config.name(), state);
        held = new HeldDevice<>(config.name(), kind, device, queues, link, context);
    }

    /**
     * Joins an interface of somebody else's.
     *
     * @throws SysException if it is not to be had, unless the port may wait for it
     */
    public static PacketDriver<PacketSocket> open(PacketConfig config, int shards, DeviceContext context) {
        return open(config, config.onMissing(), new PacketKind(config, shards), packets(shards, context), context);
    }

    /**
     * Makes a TAP device for a guest, and joins its interface.
     *
     * @throws SysException if it is not to be had, unless the port may wait for it
     */
    public static PacketDriver<GuestTap> open(GuestTapConfig config, int shards, DeviceContext context) {
        return open(config, config.onMissing(), new GuestTapKind(config, shards), packets(shards, context), context);
    }

    /**
     * Makes a pair of veth devices, and joins the daemon's end, or its twin.
     *
     * @throws SysException if it is not to be had, unless the port may wait for it
     */
    public static PacketDriver<VethDevice> open(
            VethConfig config, TapReading reading, int shards, DeviceContext context) {
        Optional<FastLane.Place> place = VethKind.place(config, context);
        VethKind kind = new VethKind(config, place, shards, context);
        try {
            DeviceQueues queues = place.isPresent() ? twins(reading, shards) : packets(shards, context);
            return open(config, config.onMissing(), kind, queues, context);
        } catch (RuntimeException e) {
            kind.end();
            throw e;
        }
    }

    private static DeviceQueues packets(int shards, DeviceContext context) {
        QueueIo packets = QueueIo.packet();
        return new DeviceQueues(packets, fd -> FrameSource.direct(packets, fd), shards, context.splitters());
    }

    /** What the kernel does not forward by itself comes by a TAP device. */
    private static DeviceQueues twins(TapReading reading, int shards) {
        QueueIo queue = QueueIo.tap(KernelRelease.isAtLeast(6, 2));
        return new DeviceQueues(queue, reading.sources(queue), shards);
    }

    private static <D extends QueuedDevice> PacketDriver<D> open(
            PortConfig config, OnMissing onMissing, JoinedKind<D> kind, DeviceQueues queues, DeviceContext context) {
        try {
            D device = kind.inheritOrOpen(context.inherited());
            LinkState state = kind.state(device).orElse(UNKNOWN);
            return new PacketDriver<>(config, kind, Optional.of(device), state, queues, context);
        } catch (SysException e) {
            if (onMissing == OnMissing.FAIL && !context.inherited().isOpen()) {
                throw e;
            }
            LinkState missing = UNKNOWN.missing(String.valueOf(e.getMessage()));
            return new PacketDriver<>(config, kind, Optional.empty(), missing, queues, context);
        }
    }

    /** Empty while it is missing. */
    public Optional<D> device() {
        return held.device();
    }

    @Override
    public Optional<KernelPort> kernelPort() {
        return held.device().flatMap(kind::kernelPort);
    }

    @Override
    public FastCounters kernelCounters() {
        return kind.kernelCounters();
    }

    /** A device that is missing is made by the new configuration. */
    @Override
    public List<Step> changes(PortConfig before, PortConfig after) {
        return held.device().map(device -> kind.changes(before, after, device)).orElse(List.of());
    }

    @Override
    public void reconfigure(PortConfig next) {
        if (kind.reconfigure(next)) {
            held.look();
        }
    }

    @Override
    public PortConfig config() {
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
        held.device().ifPresent(device -> kind.bequeath(device, estate));
    }

    @Override
    public void reclaim() {
        held.device().ifPresent(kind::reclaim);
    }

    @Override
    public void letGo() {
        held.device().ifPresent(kind::keep);
    }

    @Override
    public void close() {
        held.close();
        kind.end();
    }
}
