/** The IEEE 802.1Q bridge: ingress rules, learning and lookup, egress. */
@NullMarked
package org.taplane.dataplane.bridge;

import org.jspecify.annotations.NullMarked;
