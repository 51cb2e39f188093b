package org.taplane.control.config;

/** How a tunnel's packets reach the network. */
public enum Underlay {
    /** By UDP sockets of the host. The local address is one of the host's. */
    SOCKET,
    /** By a TAP device towards the host, which routes. The local address is the tunnel's own. */
    TAP
}
