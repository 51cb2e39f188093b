package org.taplane.io.netlink;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A unicast route of the main table.
 *
 * @param destination a prefix without host bits; 0.0.0.0/0 or ::/0 is the default route
 * @param gateway empty: the destination is on the link itself
 * @param index interface that it leaves by
 */
public record Route(IpPrefix destination, Optional<InetAddress> gateway, int index) {}
