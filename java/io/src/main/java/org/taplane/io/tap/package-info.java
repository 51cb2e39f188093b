/** TAP devices: Ethernet interfaces whose other end is this process. */
@NullMarked
package org.taplane.io.tap;

import org.jspecify.annotations.NullMarked;
