/** Copies of frames for whoever wants to look at them: taps on ports, what they let through, and where the copies wait. */
@NullMarked
package org.taplane.dataplane.capture;

import org.jspecify.annotations.NullMarked;
