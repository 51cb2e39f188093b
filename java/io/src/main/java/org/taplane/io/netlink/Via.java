package org.taplane.io.netlink;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A way to a destination by an interface that is yet to be named.
 *
 * @param destination a prefix without host bits; 0.0.0.0/0 or ::/0 is the default route
 * @param gateway empty: the destination is on the link itself
 */
public record Via(IpPrefix destination, Optional<InetAddress> gateway) {
    /** The route by the interface with this index. */
    public Route by(int index) {
        return new Route(destination, gateway, index);
    }
}
