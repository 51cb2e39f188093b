/** What the kernel forwards by itself: programs at the daemon's ends of veth pairs, and the tables that they share with the daemon. */
@NullMarked
package org.taplane.io.fastpath;

import org.jspecify.annotations.NullMarked;
