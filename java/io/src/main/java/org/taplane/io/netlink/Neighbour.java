package org.taplane.io.netlink;

import java.net.InetAddress;

/** A permanent neighbour entry: packets to {@code address} leave interface {@code index} for {@code mac} (low 48 bits). */
public record Neighbour(int index, InetAddress address, long mac) {}
