/** The command line: what each command takes, what it prints, and with what code it ends. */
@NullMarked
package org.taplane.daemon.cli;

import org.jspecify.annotations.NullMarked;
