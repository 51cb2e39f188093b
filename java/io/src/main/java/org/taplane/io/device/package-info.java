/** Ports over kernel queues that carry a virtio_net_hdr with each frame: TAP devices and packet sockets. */
@NullMarked
package org.taplane.io.device;

import org.jspecify.annotations.NullMarked;
