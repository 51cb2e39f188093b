/**
 * The configuration as immutable values: what a file says once it has been read and found valid. Nothing here has looked
 * at the machine, so a device or a namespace that is named may still be missing.
 */
@NullMarked
package org.taplane.control.config;

import org.jspecify.annotations.NullMarked;
