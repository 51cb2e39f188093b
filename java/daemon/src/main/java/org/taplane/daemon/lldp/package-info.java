/** LLDP at the ports of a running switch: agents, frames, clock and identity put together. */
@NullMarked
package org.taplane.daemon.lldp;

import org.jspecify.annotations.NullMarked;
