/**
 * System calls of the control path, through JNA's direct mapping: file descriptors, namespaces, errors.
 *
 * <p>Nothing here is called per frame. The layouts of C structures and the numbers hold on 64-bit Linux with the
 * generic ABI, that is x86_64 and aarch64.
 */
@NullMarked
package org.taplane.io.sys;

import org.jspecify.annotations.NullMarked;
