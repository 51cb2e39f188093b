/** The daemon as a process: start, signals, the order in which everything ends. */
@NullMarked
package org.taplane.daemon.process;

import org.jspecify.annotations.NullMarked;
