/** Ports over sockets: what makes, finds and loses their peers. */
@NullMarked
package org.taplane.daemon.sockets;

import org.jspecify.annotations.NullMarked;
