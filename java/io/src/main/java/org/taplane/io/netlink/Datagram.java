package org.taplane.io.netlink;

import java.util.List;
import java.util.OptionalInt;

/**
 * What one receive from netlink brings.
 *
 * @param peer number of the namespace that it tells of, if that is not the socket's own
 */
record Datagram(OptionalInt peer, List<Message> messages) {}
