package org.taplane.control.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A MAC address that is always behind one port and never moves.
 *
 * @param mac unicast, not zero; the first octet on the wire in bits 47 to 40
 * @param vlan 1 to 4094
 * @param port the port's name
 * @param remote the tunnel endpoint behind a VXLAN port; present for exactly those
 */
public record StaticEntry(long mac, int vlan, String port, Optional<InetAddress> remote) {}
