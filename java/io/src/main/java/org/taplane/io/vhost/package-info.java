/**
 * vhost-user, the back end's side: a virtual machine's queues in memory that it shares with the daemon. The protocol (QEMU,
 * docs/interop/vhost-user) runs on the control thread; frames are moved by the shards.
 */
@NullMarked
package org.taplane.io.vhost;

import org.jspecify.annotations.NullMarked;
