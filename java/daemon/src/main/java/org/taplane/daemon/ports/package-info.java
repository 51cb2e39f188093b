/** Ports over devices: a driver a type, and what those that follow a device in whatever namespace share. */
@NullMarked
package org.taplane.daemon.ports;

import org.jspecify.annotations.NullMarked;
