/** Which captures look at which ports: taps that are put in, and taken out, while frames pass. */
@NullMarked
package org.taplane.daemon.taps;

import org.jspecify.annotations.NullMarked;
