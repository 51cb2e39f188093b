/** What is told of a running switch that it does not tell of itself: the configuration, drops. */
@NullMarked
package org.taplane.daemon.events;

import org.jspecify.annotations.NullMarked;
