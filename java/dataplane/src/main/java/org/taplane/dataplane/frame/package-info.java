/** Frames in flight: the burst that carries them and the metadata that travels with each. */
@NullMarked
package org.taplane.dataplane.frame;

import org.jspecify.annotations.NullMarked;
