/** Ports over datagrams: endpoints that tunnels share, what they send by, and what is learned of the way. */
@NullMarked
package org.taplane.daemon.tunnels;

import org.jspecify.annotations.NullMarked;
