/** A small typed client of rtnetlink(7): links, addresses, routes and neighbours, and the events of links. */
@NullMarked
package org.taplane.io.netlink;

import org.jspecify.annotations.NullMarked;
