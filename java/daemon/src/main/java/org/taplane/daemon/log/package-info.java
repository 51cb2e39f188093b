/** The daemon's log: one line an event on standard error, as systemd's journal likes it. */
@NullMarked
package org.taplane.daemon.log;

import org.jspecify.annotations.NullMarked;
