package org.taplane.daemon.ports;

import java.util.List;
import java.util.OptionalLong;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/** What a port's device is to be, and what differs between the kinds of device. On the control thread after the start. */
interface DeviceKind<D extends QueuedDevice> {
    /** Where the device is to be. */
    Netns netns();

    /** The name by which it is opened. */
    String name();

    /**
     * Makes the device, or joins it.
     *
     * @throws SysException if it cannot be had: the message says why
     */
    D open();

    /**
     * Takes over the device that another process had.
     *
     * @param fds its queues, in their order
     * @throws SysException if it is gone
     */
    D adopt(List<Fd> fds);

    /** The port that the device is for: by that name it is inherited. */
    String port();

    /**
     * Takes over the device of the process before, if there is one, and makes or joins it otherwise.
     *
     * @throws SysException if it cannot be had: the message says why
     */
    default D inheritOrOpen(Inheritance inherited) {
        List<Fd> fds = inherited.take(port());
        return fds.isEmpty() ? open() : adopt(fds);
    }

    /** The number of the namespace that the device ends with: it is lost when that loses its name. */
    default OptionalLong home(D device) {
        try (Netns.Opened netns = device.held()) {
            return netns.inode();
        }
    }

    /** The device's link as the port sees it. */
    default LinkState stateOf(D device, Link link) {
        return LinkState.of(link);
    }

    /** Whether the device still is what it was opened as, whatever its name is by now and wherever it is. */
    boolean exists(D device);

    /**
     * The device's index in the namespace that it is in at this moment.
     *
     * @throws SysException if it cannot be found there: it may be on its way to another, or the namespace be ending
     */
    int index(D device, Netns.Opened netns, LinkTracker links);

    /** Whether the daemon makes the device. One of somebody else's is worth to try for when its name turns up. */
    boolean isOurs();

    /** What has happened when the device does not exist any more. */
    String loss();
}
