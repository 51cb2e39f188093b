/** Captures as clients of the admin socket have them: what they ask for, and the stream that they get. */
@NullMarked
package org.taplane.daemon.capture;

import org.jspecify.annotations.NullMarked;
