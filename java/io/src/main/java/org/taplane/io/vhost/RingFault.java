package org.taplane.io.vhost;

import org.taplane.dataplane.port.DropReason;
import org.taplane.nativeio.VhostIo;

/** What the statuses of {@link VhostIo} mean for frames, and for who reads the log. */
final class RingFault {
    private RingFault() {}

    /** Whether the queue has been stopped, because of what is in the guest's memory. */
    static boolean isFatal(int status) {
        return status >= VhostIo.BAD_ADDRESS;
    }

    static DropReason reason(int status) {
        return switch (status) {
            case VhostIo.STOPPED -> DropReason.PORT_DOWN;
            case VhostIo.FULL -> DropReason.QUEUE_FULL;
            case VhostIo.TOO_LONG -> DropReason.MTU_EXCEEDED;
            case VhostIo.NOT_ACCEPTED -> DropReason.BAD_OFFLOAD;
            case VhostIo.BAD_ADDRESS -> DropReason.VHOST_BAD_ADDRESS;
            case VhostIo.BAD_CHAIN -> DropReason.VHOST_BAD_CHAIN;
            case VhostIo.MEMORY_GONE -> DropReason.VHOST_MEMORY_GONE;
            default -> DropReason.INTERNAL;
        };
    }

    static String words(int status) {
        return switch (status) {
            case VhostIo.BAD_ADDRESS -> "an address outside the guest's memory";
            case VhostIo.BAD_CHAIN -> "a descriptor chain, an index or a size that cannot be";
            case VhostIo.MEMORY_GONE -> "the file of the guest's memory was made shorter";
            default -> "status " + status;
        };
    }
}
