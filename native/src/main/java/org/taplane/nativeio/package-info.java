/** The JNI library: bursts of reads and writes on kernel descriptors. It makes no protocol decisions. */
@NullMarked
package org.taplane.nativeio;

import org.jspecify.annotations.NullMarked;
