package org.taplane.io.udp;

import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

/**
 * A multicast group that one socket receives, on one device at a time. The kernel forgets a membership with its device: a
 * device made anew, of whatever name, has to be joined again. Used by one thread at a time.
 */
public final class GroupMembership {
    private static final int NOWHERE = 0;

    private final Fd socket;
    private final VtepAddress group;
    private final IpFamily family;
    private int device = NOWHERE;

    GroupMembership(Fd socket, VtepAddress group) {
        this.socket = socket;
        this.group = group;
        family = IpFamily.of(group);
    }

    /** Index of the device on which the group is joined; 0 if on none. */
    public int device() {
        return device;
    }

    /**
     * Joins the group on the device with this index, in place of the one before.
     *
     * @throws SysException if the device is gone again, or takes no part in multicast
     */
    public void join(int index) {
        leave();
        try {
            IpOption.ADD_MEMBERSHIP.set(socket, family, family.membership(group, index));
        } catch (SysException refusal) {
            if (refusal.errno() != Errno.EADDRINUSE) { // joined already, by the process that opened the socket
                throw refusal;
            }
        }
        device = index;
    }

    /** Leaves the group where it was joined, if anywhere. A membership of a deleted device is still on the socket's list. */
    public void leave() {
        if (device == NOWHERE) {
            return;
        }
        try {
            IpOption.DROP_MEMBERSHIP.set(socket, family, family.membership(group, device));
        } catch (SysException refusal) {
            if (refusal.errno() != Errno.EADDRNOTAVAIL && refusal.errno() != Errno.ENODEV) {
                throw refusal;
            }
        }
        device = NOWHERE;
    }
}
