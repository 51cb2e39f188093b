/** What fuzz tests of several packages share. */
@NullMarked
package org.taplane.dataplane.fuzz;

import org.jspecify.annotations.NullMarked;
