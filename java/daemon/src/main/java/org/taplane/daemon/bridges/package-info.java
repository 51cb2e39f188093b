/** The bridges that run, their ports, and how they are changed while they do. */
@NullMarked
package org.taplane.daemon.bridges;

import org.jspecify.annotations.NullMarked;
