package org.taplane.control.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A route by an interface.
 *
 * @param to a network without host bits; 0.0.0.0/0 or ::/0 is the default route
 * @param via the gateway, of the same family; empty: the network is on the link itself
 */
public record InterfaceRoute(InterfaceAddress to, Optional<InetAddress> via) {}
