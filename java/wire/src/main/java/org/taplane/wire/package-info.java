/** Wire formats: static accessors over a slab of direct memory, one final class per header. */
@NullMarked
package org.taplane.wire;

import org.jspecify.annotations.NullMarked;
