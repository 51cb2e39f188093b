/**
 * The Link Layer Discovery Protocol (IEEE 802.1AB): who is at the other end of a port's link. Pure protocol: frames come in
 * and go out by what an {@link org.taplane.control.protocol.lldp.LldpAgent} is given, and time is a clock that it is
 * given.
 */
@NullMarked
package org.taplane.control.protocol.lldp;

import org.jspecify.annotations.NullMarked;
