package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.daemon.handover.Estate;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.QueueIo;
import org.taplane.io.shard.Shard;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.TapDevice;

/** A TAP port: a device that the daemon makes, in the namespace that it is to live in, and makes again if it is lost. */
public final class TapDriver implements PortDriver {
    private final TapConfig config;
    private final TapKind kind;
    private final DeviceQueues queues;
    private final TrackedLink link;
    private final HeldDevice<TapDevice> held;

    private TapDriver(
            TapConfig config,
            TapKind kind,
            Optional<TapDevice> device,
            LinkState state,
            TapReading reading,
            int shards,
            DeviceContext context) {
        this.config = config;
        this.kind = kind;
        QueueIo queue = QueueIo.tap(takesUdpSegments(device));
        queues = new DeviceQueues(queue, reading.sources(queue), shards);
        link = new TrackedLink(config.name(), state);
        held = new HeldDevice<>(config.name(), kind, device, queues, link, context);
    }

    /**
     * Opens the port's device.
     *
     * @throws SysException if the device is not to be had, unless the port may wait for it
     */
    public static TapDriver open(TapConfig config, TapReading reading, int shards, DeviceContext context) {
        TapKind kind = new TapKind(config, shards, context);
        LinkState up = new LinkState(true, config.mtu(), config.mac());
        try {
            return new TapDriver(
                    config, kind, Optional.of(kind.inheritOrOpen(context.inherited())), up, reading, shards, context);
        } catch (SysException e) {
            if (config.onMissing() == OnMissing.FAIL && !context.inherited().isOpen()) {
                throw e;
            }
            LinkState missing = up.missing(String.valueOf(e.getMessage()));
            return new TapDriver(config, kind, Optional.empty(), missing, reading, shards, context);
        }
    }

    /** A device to come can do what the release of the kernel tells. */
    private static boolean takesUdpSegments(Optional<TapDevice> device) {
        return device.map(TapDevice::takesUdpSegments).orElseGet(() -> KernelRelease.isAtLeast(6, 2));
    }

    /** Empty while it is missing. */
    public Optional<TapDevice> device() {
        return held.device();
    }

    /** A device that is missing is made by the new configuration. */
    @Override
    public List<Step> changes(PortConfig before, PortConfig after) {
        return held.device()
                .map(device -> new DeviceChange((TapConfig) before, (TapConfig) after, DeviceChange.of(device)).steps())
                .orElse(List.of());
    }

    @Override
    public void reconfigure(PortConfig next) {
        kind.reconfigure((TapConfig) next);
    }

    @Override
    public TapConfig config() {
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
