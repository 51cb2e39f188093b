/** AF_PACKET sockets: existing interfaces joined as ports. */
@NullMarked
package org.taplane.io.packet;

import org.jspecify.annotations.NullMarked;
