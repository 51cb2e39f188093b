/** Pairs of veth devices of which a station has one end. */
@NullMarked
package org.taplane.io.veth;

import org.jspecify.annotations.NullMarked;
