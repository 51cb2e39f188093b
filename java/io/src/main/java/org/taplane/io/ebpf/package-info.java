/** Small programs that the kernel runs: how they are written and loaded. */
@NullMarked
package org.taplane.io.ebpf;

import org.jspecify.annotations.NullMarked;
