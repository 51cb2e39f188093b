/** What happens to the switch, in one order, for whoever wants to know: kept within bounds, nobody is waited for. */
@NullMarked
package org.taplane.control.event;

import org.jspecify.annotations.NullMarked;
