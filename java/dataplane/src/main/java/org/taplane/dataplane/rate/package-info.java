/** Bounds of how often something happens. */
@NullMarked
package org.taplane.dataplane.rate;

import org.jspecify.annotations.NullMarked;
