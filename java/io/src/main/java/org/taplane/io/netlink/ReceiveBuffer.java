package org.taplane.io.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;

/**
 * Where a netlink socket receives: a {@code struct msghdr} of {@code sys/socket.h} with room for one datagram and for one
 * control message, {@code struct cmsghdr {u64 length; s32 level, type}} and an int.
 */
final class ReceiveBuffer {
    /** The kernel fills a dump datagram to at most 32 KiB. */
    private static final int BYTES = 32 * 1024;

    private static final int CONTROL_BYTES = 24;
    private static final int CONTROL_HEADER = 16;
    private static final int CONTROL_LENGTH_OFFSET = 40;

    private final ByteBuffer bytes = Libc.struct(BYTES);
    private final ByteBuffer control = Libc.struct(CONTROL_BYTES);
    private final ByteBuffer vector = Libc.struct(2 * Long.BYTES);
    private final ByteBuffer message = Libc.struct(56);

    ReceiveBuffer() {
        vector.putLong(0, Libc.address(bytes)).putLong(Long.BYTES, BYTES);
        message.putLong(16, Libc.address(vector)).putLong(24, 1).putLong(32, Libc.address(control));
    }

    /** The length of the datagram, or -1 with {@link Libc#errno()}. */
    long receive(Fd socket) {
        long length;
        do {
            message.putLong(CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
            length = Libc.recvmsg(socket.value(), message, Sockets.MSG_TRUNC);
        } while (length == -1 && Libc.errno() == Errno.EINTR);
        return length;
    }

    /** What was received, the caller's to keep. */
    Datagram datagram(long length) {
        if (length > BYTES) {
            throw Message.malformed("a datagram of " + length + " bytes; expected at most " + BYTES);
        }
        byte[] copy = new byte[(int) length];
        bytes.get(0, copy);
        return new Datagram(peer(), Message.parse(ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder())));
    }

    /** Only sockets that listen to all namespaces get a control message, and of their own namespace none. */
    private OptionalInt peer() {
        boolean told = message.getLong(CONTROL_LENGTH_OFFSET) >= CONTROL_HEADER + Integer.BYTES
                && control.getInt(8) == Nl.SOL_NETLINK
                && control.getInt(12) == Nl.NETLINK_LISTEN_ALL_NSID;
        return told ? OptionalInt.of(control.getInt(CONTROL_HEADER)) : OptionalInt.empty();
    }
}
