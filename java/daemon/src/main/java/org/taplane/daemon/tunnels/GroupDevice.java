package org.taplane.daemon.tunnels;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Subscription;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.udp.GroupMembership;
import org.taplane.io.udp.UdpSender;

/**
 * The device on which a tunnel's group is joined and by which datagrams to it leave. It is somebody else's: when it is
 * deleted or renamed, the tunnel waits for one of the same name. On the control thread.
 */
final class GroupDevice {
    private static final Logger LOG = LoggerFactory.getLogger(GroupDevice.class);
    private static final int NOWHERE = 0;

    private final String name;
    private final GroupMembership membership;
    private final UdpSender sender;
    private final Runnable changed;
    private Optional<LinkTracker> links = Optional.empty();
    private Optional<Subscription> named = Optional.empty();
    private Optional<Subscription> used = Optional.empty();
    private int index;
    private Optional<String> obstacle = Optional.empty();

    /** @param changed called after {@link #obstacle} may have changed */
    GroupDevice(String name, GroupMembership membership, UdpSender sender, Runnable changed) {
        this.name = name;
        this.membership = membership;
        this.sender = sender;
        this.changed = changed;
        index = membership.device();
    }

    /** Begins to follow: by name, which says what device is to be used, and by index, which one is. */
    void follow(LinkTracker tracker) {
        links = Optional.of(tracker);
        named = Optional.of(tracker.await(Netns.own(), name, this::look));
        look();
    }

    void stop() {
        named.ifPresent(Subscription::close);
        used.ifPresent(Subscription::close);
        named = Optional.empty();
        used = Optional.empty();
    }

    private void look() {
        links.ifPresent(tracker -> {
            int before = index;
            tracker.find(Netns.own(), name).ifPresentOrElse(this::use, this::lose);
            if (index != before || used.isEmpty()) {
                used.ifPresent(Subscription::close);
                used = index == NOWHERE
                        ? Optional.empty()
                        : Optional.of(tracker.follow(Netns.own(), index, this::heard));
            }
            changed.run();
        });
    }

    /** A device that is gone, or has another name now, is not the one that is meant. */
    private void heard(LinkEvent event) {
        if (!(event instanceof LinkEvent.Changed(Link device) && device.name().equals(name))) {
            look();
        }
    }

    /** Why the group cannot be reached by the device; empty if it can. */
    Optional<String> obstacle() {
        return obstacle;
    }

    /** A link that comes up is joined again in any case: an MTU too small for IPv6 takes the membership, too. */
    private void use(Link device) {
        if (!device.isUp() || !device.isRunning()) {
            obstacle = Optional.of("device " + name + " is down");
        } else if (device.index() != index || obstacle.isPresent()) {
            join(device.index());
        }
    }

    private void join(int number) {
        try {
            membership.join(number);
            sender.sendMulticastBy(number);
            index = number;
            obstacle = Optional.empty();
        } catch (SysException e) {
            LOG.debug("the group cannot be joined on {}", name, e);
            obstacle = Optional.of("device " + name + ": " + e.getMessage());
        }
    }

    private void lose() {
        if (index != NOWHERE) {
            membership.leave();
            index = NOWHERE;
        }
        obstacle = Optional.of("device " + name + " is missing");
    }
}
