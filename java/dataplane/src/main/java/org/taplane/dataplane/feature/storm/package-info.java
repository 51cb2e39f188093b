/** Storm control: how many frames a second a port may have flooded. */
@NullMarked
package org.taplane.dataplane.feature.storm;

import org.jspecify.annotations.NullMarked;
