package org.taplane.daemon.sockets;

import org.taplane.daemon.ports.PortDriver;

/** A port over a socket: it has no device, so its MTU is what the configuration says. */
public interface SocketDriver extends PortDriver {
    /** Changes it; on the control thread. */
    void setMtu(int mtu);
}
