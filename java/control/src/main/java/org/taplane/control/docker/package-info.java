/** The network driver that Docker's daemon calls by its plugin protocol (libnetwork, {@code docs/remote.md}). */
@NullMarked
package org.taplane.control.docker;

import org.jspecify.annotations.NullMarked;
