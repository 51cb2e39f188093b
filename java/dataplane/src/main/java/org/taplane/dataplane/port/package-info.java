/** What frames come in and go out by: ports, their counters and the reasons for which they drop. */
@NullMarked
package org.taplane.dataplane.port;

import org.jspecify.annotations.NullMarked;
