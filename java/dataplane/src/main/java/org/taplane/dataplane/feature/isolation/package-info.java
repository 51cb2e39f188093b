/** Port isolation: stations that share a bridge and may not reach each other. */
@NullMarked
package org.taplane.dataplane.feature.isolation;

import org.jspecify.annotations.NullMarked;
