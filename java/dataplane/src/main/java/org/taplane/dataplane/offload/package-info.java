/** Offloads. */
@NullMarked
package org.taplane.dataplane.offload;

import org.jspecify.annotations.NullMarked;
