package org.taplane.io.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** A datagram socket to rtnetlink. Not for use by two threads at once. */
final class NetlinkSocket implements AutoCloseable {
    /** The kernel fills a dump datagram to at most 32 KiB. */
    private static final int RECEIVE_BYTES = 32 * 1024;

    private static final int ADDRESS_BYTES = 12; // struct sockaddr_nl {u16 family; u16 pad; u32 pid; u32 groups}
    private static final int GROUPS_OFFSET = 8;

    private final Fd socket;
    private final ByteBuffer received = Libc.struct(RECEIVE_BYTES);
    private int sequence;

    private NetlinkSocket(Fd socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket in a namespace, where it stays.
     *
     * @param typeFlags SOCK_NONBLOCK or 0
     * @param groups bit mask of the multicast groups to join
     */
    static NetlinkSocket open(Netns netns, int typeFlags, int groups) {
        Fd socket = netns.call(() -> Fd.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW | typeFlags, Nl.NETLINK_ROUTE));
        try {
            Sockets.setOption(socket, Nl.SOL_NETLINK, Nl.NETLINK_EXT_ACK, 1, "NETLINK_EXT_ACK");
            Sockets.setOption(socket, Nl.SOL_NETLINK, Nl.NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK");
            Sockets.bind(socket, address(groups), "netlink");
            return new NetlinkSocket(socket);
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    private static ByteBuffer address(int groups) {
        return Libc.struct(ADDRESS_BYTES)
                .putShort(0, (short) Sockets.AF_NETLINK)
                .putInt(GROUPS_OFFSET, groups);
    }

    int fd() {
        return socket.value();
    }

    /** Bounds the wait of {@link #receive}, which then fails with EAGAIN. */
    void setTimeout(int seconds) {
        ByteBuffer timeval = Libc.struct(2 * Long.BYTES).putLong(0, seconds);
        Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeval, "SO_RCVTIMEO");
    }

    void setReceiveBuffer(int bytes) {
        Sockets.setBuffers(socket, bytes);
    }

    /** Sends a request; answers carry the sequence number that is returned. */
    int send(Request request) {
        sequence++;
        ByteBuffer message = request.finish(sequence);
        if (Libc.send(socket.value(), message, message.limit(), 0) == -1) {
            throw SysException.of("send " + Nl.nameOf(request.type()), Libc.errno());
        }
        return sequence;
    }

    /** The messages of the next datagram, the caller's to keep; empty if there is none now (EAGAIN). */
    Optional<List<Message>> receive() {
        long length = receiveThroughSignals();
        if (length == -1) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN) {
                return Optional.empty();
            }
            throw SysException.of("recv netlink", errno);
        }
        if (length > RECEIVE_BYTES) {
            throw Message.malformed("a datagram of " + length + " bytes; expected at most " + RECEIVE_BYTES);
        }
        return Optional.of(Message.parse(copy((int) length)));
    }

    private ByteBuffer copy(int length) {
        byte[] datagram = new byte[length];
        received.get(0, datagram);
        return ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    }

    private long receiveThroughSignals() {
        long length;
        do {
            length = Libc.recv(socket.value(), received, RECEIVE_BYTES, Sockets.MSG_TRUNC);
        } while (length == -1 && Libc.errno() == Errno.EINTR);
        return length;
    }

    @Override
    public void close() {
        socket.close();
    }
}
