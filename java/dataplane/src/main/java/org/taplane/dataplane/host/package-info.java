/**
 * The way between the forwarding threads and the control thread: frames that the switch takes for itself (<em>punted</em>)
 * and frames that it sends of its own.
 */
@NullMarked
package org.taplane.dataplane.host;

import org.jspecify.annotations.NullMarked;
