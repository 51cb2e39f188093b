/**
 * What passes from one process of the daemon to the next, so that no link goes down: open descriptors by name, what the
 * process knew, and the conversation in which they change hands.
 */
@NullMarked
package org.taplane.daemon.handover;

import org.jspecify.annotations.NullMarked;
