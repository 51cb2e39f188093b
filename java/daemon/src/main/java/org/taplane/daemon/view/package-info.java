/** What the daemon shows of itself, and what a command may have it forget. */
@NullMarked
package org.taplane.daemon.view;

import org.jspecify.annotations.NullMarked;
