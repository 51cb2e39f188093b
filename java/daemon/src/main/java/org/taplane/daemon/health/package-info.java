/** Whether the threads that forward are well, and who is told. */
@NullMarked
package org.taplane.daemon.health;

import org.jspecify.annotations.NullMarked;
