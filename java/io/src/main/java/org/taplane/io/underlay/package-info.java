/** Tunnel endpoints behind a TAP device of their own: the host is their router. */
@NullMarked
package org.taplane.io.underlay;

import org.jspecify.annotations.NullMarked;
