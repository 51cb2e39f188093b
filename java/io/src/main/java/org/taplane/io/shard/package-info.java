/** The forwarding threads: one event loop each, which wakes receivers up when their descriptors have frames. */
@NullMarked
package org.taplane.io.shard;

import org.jspecify.annotations.NullMarked;
