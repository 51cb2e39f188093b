package org.taplane.daemon.tunnels;

import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.VtepAddress;

/** Asks the kernel about the way to a tunnel's remote. */
@FunctionalInterface
interface PathProbe {
    /**
     * Longest frame, in bytes after its Ethernet header, that reaches the remote whole as far as the kernel knows now, or
     * {@link PathMtus#UNLIMITED} if it knows no way.
     */
    int mtu(VtepAddress remote);
}
