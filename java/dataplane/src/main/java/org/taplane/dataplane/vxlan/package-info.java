/** VXLAN (RFC 7348) without sockets: what a datagram means on receipt, what a frame becomes on the way out. */
@NullMarked
package org.taplane.dataplane.vxlan;

import org.jspecify.annotations.NullMarked;
