/** UDP sockets of tunnels: pools that send batches of datagrams, endpoints that receive bursts. */
@NullMarked
package org.taplane.io.udp;

import org.jspecify.annotations.NullMarked;
