package org.taplane.daemon;

/** A port over a socket: it has no device, so its MTU is what the configuration says. */
interface SocketDriver extends PortDriver {
    /** Changes it; on the control thread. */
    void setMtu(int mtu);
}
