/** Ports over sockets that carry whole frames and nothing beside them: no device, no offloads, no privilege. */
@NullMarked
package org.taplane.io.socket;

import org.jspecify.annotations.NullMarked;
