/** Names of network namespaces, and what becomes of them. */
@NullMarked
package org.taplane.io.netns;

import org.jspecify.annotations.NullMarked;
