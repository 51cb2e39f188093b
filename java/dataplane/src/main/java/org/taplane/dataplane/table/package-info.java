/** Tables that several threads read without a lock. */
@NullMarked
package org.taplane.dataplane.table;

import org.jspecify.annotations.NullMarked;
