package org.taplane.daemon;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.netlink.LinkTracker;
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

    /** Begins to follow; the present state is the first event. */
    void follow(LinkTracker links) {
        links.follow(Netns.own(), (number, called) -> called.equals(name) || number == index, event -> {
            note(event);
            changed.run();
            return true;
        });
    }

    /** Why the group cannot be reached by the device; empty if it can. */
    Optional<String> obstacle() {
        return obstacle;
    }

    private void note(LinkEvent event) {
        switch (event) {
            case LinkEvent.Changed(Link device) -> {
                if (device.name().equals(name)) {
                    use(device);
                } else {
                    lose(device.index());
                }
            }
            case LinkEvent.Removed(int number, String _) -> lose(number);
        }
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

    /** Another device may have the name by now: only the loss of the one in use counts. */
    private void lose(int number) {
        if (number == index) {
            membership.leave();
            index = NOWHERE;
            obstacle = Optional.of("device " + name + " is missing");
        }
    }
}
