/** The control thread's end of the way between it and the forwarding threads. */
@NullMarked
package org.taplane.daemon.host;

import org.jspecify.annotations.NullMarked;
