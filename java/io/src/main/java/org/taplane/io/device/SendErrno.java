package org.taplane.io.device;

import org.taplane.dataplane.port.DropReason;

/** What the kernel means when it refuses a frame (errno values of asm-generic/errno.h, the same on every architecture). */
public final class SendErrno {
    private static final int ENOENT = 2;
    private static final int EIO = 5;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EINVAL = 22;
    private static final int EPIPE = 32;
    private static final int EBADFD = 77;
    private static final int EMSGSIZE = 90;
    private static final int ENETDOWN = 100;
    private static final int ECONNRESET = 104;
    private static final int ENOBUFS = 105;
    private static final int ENOTCONN = 107;
    private static final int ECONNREFUSED = 111;

    private SendErrno() {}

    /** A TAP whose link is down answers EIO, one whose device is gone EBADFD; a socket without a peer has many answers. */
    public static DropReason reason(int errno) {
        return switch (errno) {
            case EIO, ENXIO, EBADFD, ENETDOWN -> DropReason.PORT_DOWN;
            case ENOENT, EPIPE, ECONNRESET, ENOTCONN, ECONNREFUSED -> DropReason.NO_PEER;
            case EAGAIN, ENOBUFS -> DropReason.QUEUE_FULL;
            case EMSGSIZE -> DropReason.MTU_EXCEEDED;
            case EINVAL -> DropReason.BAD_OFFLOAD;
            default -> DropReason.IO_ERROR;
        };
    }
}
