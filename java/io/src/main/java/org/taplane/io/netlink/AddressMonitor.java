package org.taplane.io.netlink;

import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/**
 * Tells that addresses of a namespace have changed, not which: whoever asks after one asks the kernel. So events that the
 * kernel drops, because they come too fast, do no harm. Not for use by two threads at once.
 */
public final class AddressMonitor implements AutoCloseable {
    /** Datagrams handled by one drain, so that a storm of changes cannot hold up the event loop. */
    private static final int DRAIN_BUDGET = 64;

    private final NetlinkSocket socket;

    private AddressMonitor(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Subscribes to the addresses of both families. */
    public static AddressMonitor open(Netns netns) {
        return new AddressMonitor(
                NetlinkSocket.open(netns, Sockets.SOCK_NONBLOCK, Nl.RTMGRP_IPV4_IFADDR | Nl.RTMGRP_IPV6_IFADDR));
    }

    /** Readable (level-triggered) when there is something to drain; non-blocking. */
    public int fd() {
        return socket.fd();
    }

    /**
     * Takes the events that wait, or the first of very many.
     *
     * @throws SysException if the kernel's message is malformed
     */
    public void drain() {
        for (int budget = DRAIN_BUDGET; budget > 0 && drainOne(); budget--) {}
    }

    private boolean drainOne() {
        try {
            return socket.receive().isPresent();
        } catch (SysException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            return true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
