package org.taplane.daemon.ports;

import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Subscription;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * The device behind a port: there, or missing and tried for again until it is there. It is followed by what it is and not
 * by its name, through renames and, if it is ours, into other namespaces.
 *
 * <p>No namespace is kept alive that has lost its name. Once started, only the control thread touches it.
 */
final class HeldDevice<D extends QueuedDevice> {
    private static final Logger LOG = LoggerFactory.getLogger(HeldDevice.class);

    private final String port;
    private final DeviceKind<D> kind;
    private final DeviceQueues queues;
    private final TrackedLink link;
    private final DeviceContext context;
    private final Retry retry;
    private Optional<D> device = Optional.empty();
    private Optional<PortAttachment> attachment = Optional.empty();
    private Optional<Subscription> followed = Optional.empty();
    private Optional<Subscription> awaited = Optional.empty();
    private Optional<Subscription> named = Optional.empty();

    /** Numbers of the namespaces with which the device ends, and in which it is. */
    private OptionalLong home = OptionalLong.empty();

    private OptionalLong place = OptionalLong.empty();
    private String name = "";

    HeldDevice(
            String port,
            DeviceKind<D> kind,
            Optional<D> device,
            DeviceQueues queues,
            TrackedLink link,
            DeviceContext context) {
        this.port = port;
        this.kind = kind;
        this.queues = queues;
        this.link = link;
        this.context = context;
        this.retry = new Retry(context.control(), () -> attachment.ifPresent(this::attempt));
        device.ifPresent(this::have);
    }

    void attach(PortAttachment to) {
        attachment = Optional.of(to);
        device.ifPresent(open -> queues.attach(open.fds(), to));
    }

    /** Begins to read, if it is there. */
    void start(Shard shard) {
        queues.start(shard);
    }

    /** Ends reading until {@link #start}. */
    void pause(Shard shard) {
        queues.pause(shard);
    }

    void follow() {
        attachment.ifPresent(to -> context.control().run(() -> follow(to)));
    }

    private void follow(PortAttachment to) {
        device.ifPresent(open -> pursue(open, to));
        if (device.isEmpty()) {
            awaitName(to);
            retry.later();
        }
        if (kind.netns() instanceof Netns.Named configured) {
            named = Optional.of(context.names().follow(configured, inode -> standsFor(inode, to)));
        }
    }

    /** Tells of the link anew, if the device is there; on the control thread. */
    void look() {
        attachment.ifPresent(to -> device.ifPresent(open -> pursue(open, to)));
    }

    /** One attempt to have the device, or to find it if it is there. */
    private void attempt(PortAttachment to) {
        if (device.isPresent()) {
            device.filter(open -> followed.isEmpty()).ifPresent(open -> pursue(open, to));
            return;
        }
        try {
            D opened = kind.open();
            use(opened, to);
            LOG.info("port {}: the device is there", port);
            have(opened);
            end(awaited);
            awaited = Optional.empty();
            pursue(opened, to);
        } catch (SysException e) {
            link.miss(String.valueOf(e.getMessage()), to);
            retry.later();
        }
    }

    private void have(D opened) {
        device = Optional.of(opened);
        name = kind.name();
        home = kind.home(opened);
        try (Netns.Opened netns = opened.held()) {
            place = netns.inode();
        }
    }

    private void use(D opened, PortAttachment to) {
        try {
            queues.attach(opened.fds(), to);
            to.shards().forEach(shard -> shard.run(() -> queues.start(shard)));
        } catch (RuntimeException e) {
            queues.detach(to.shards());
            opened.close();
            throw e;
        }
    }

    /** Follows the device where it is now. */
    private void pursue(D open, PortAttachment to) {
        end(followed);
        followed = Optional.empty();
        if (!kind.exists(open)) {
            lose(kind.loss(), to);
            return;
        }
        try (Netns.Opened netns = open.netns()) {
            int index = kind.index(open, netns, to.links());
            notePlace(netns.inode());
            followed = Optional.of(to.links().follow(netns, index, event -> heard(event, open, to)));
        } catch (SysException e) {
            LOG.debug("port {}: {}", port, e.getMessage());
            retry.later();
        }
    }

    private void notePlace(OptionalLong now) {
        if (!now.equals(place)) {
            LOG.info("port {}: the device moved to another network namespace", port);
        }
        place = now;
    }

    private void heard(LinkEvent event, D open, PortAttachment to) {
        switch (event) {
            case LinkEvent.Changed(Link changed) -> {
                noteName(changed.name());
                link.update(kind.stateOf(open, changed), to);
            }
            case LinkEvent.Removed _ -> {
                link.lose(to);
                pursue(open, to);
            }
        }
    }

    private void noteName(String now) {
        if (!name.equals(now)) {
            LOG.info("port {}: the device was renamed from {} to {}", port, name, now);
        }
        name = now;
    }

    /**
     * The configured namespace's name stands for that one now, or for none. One that has lost its name is let go, so that
     * it can end; a device of ours is lost with that, wherever it is by now.
     */
    private void standsFor(OptionalLong inode, PortAttachment to) {
        if (device.isPresent() && !inode.equals(home)) {
            lose(kind.netns() + (inode.isPresent() ? " was made anew" : " is gone"), to);
        }
        if (followed.isEmpty()) {
            awaitName(to);
            retry.soon();
        }
    }

    private void lose(String what, PortAttachment to) {
        LOG.warn("port {}: {}; trying to have it again", port, what);
        end(followed);
        followed = Optional.empty();
        queues.detach(to.shards());
        device.ifPresent(QueuedDevice::close);
        device = Optional.empty();
        link.missQuietly(what, to);
        awaitName(to);
        retry.later();
    }

    private void awaitName(PortAttachment to) {
        end(awaited);
        awaited = kind.isOurs() ? Optional.empty() : await(to);
    }

    /** A namespace that does not exist yet is waited for by its own name. */
    private Optional<Subscription> await(PortAttachment to) {
        try {
            return Optional.of(to.links().await(kind.netns(), kind.name(), retry::soon));
        } catch (SysException e) {
            LOG.debug("port {}: {}", port, e.getMessage());
            return Optional.empty();
        }
    }

    /** On return nothing is read, followed or tried for any more. */
    void stop() {
        context.control().run(() -> {
            retry.stop();
            end(followed);
            end(awaited);
            end(named);
        });
        queues.stop();
    }

    Optional<D> device() {
        return device;
    }

    /** Lets the device go as well. */
    void close() {
        stop();
        attachment.ifPresent(to -> queues.detach(to.shards()));
        device.ifPresent(QueuedDevice::close);
    }

    private static void end(Optional<Subscription> subscription) {
        subscription.ifPresent(Subscription::close);
    }
}
