/** The daemon: the only place that wires configuration, kernel interfaces and dataplane together. */
@NullMarked
package org.taplane.daemon;

import org.jspecify.annotations.NullMarked;
