/** What one thread hands to another without either waiting. */
@NullMarked
package org.taplane.dataplane.ring;

import org.jspecify.annotations.NullMarked;
