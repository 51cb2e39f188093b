/** Integration tests: the daemon as a user starts it, on the real kernel, beside the kernel's own bridge as the oracle. */
@NullMarked
package org.taplane.it;

import org.jspecify.annotations.NullMarked;
