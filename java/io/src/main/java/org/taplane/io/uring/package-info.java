/** io_uring: frames of TAP devices without a system call for each. */
@NullMarked
package org.taplane.io.uring;

import org.jspecify.annotations.NullMarked;
