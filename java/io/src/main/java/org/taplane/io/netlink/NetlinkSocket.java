package org.taplane.io.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** A datagram socket to rtnetlink. Not for use by two threads at once. */
final class NetlinkSocket implements AutoCloseable {
    private static final int ADDRESS_BYTES = 12; // struct sockaddr_nl {u16 family; u16 pad; u32 pid; u32 groups}
    private static final int GROUPS_OFFSET = 8;

    private final Fd socket;
    private final ReceiveBuffer received = new ReceiveBuffer();
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

    /**
     * Hears of other namespaces too, of those that have a number in this socket's own. Such a socket holds none of them.
     *
     * @return whether the process may: it needs the capability CAP_NET_BROADCAST
     */
    boolean listenToPeers() {
        ByteBuffer on = Libc.struct(Integer.BYTES).putInt(0, 1);
        return Libc.setsockopt(socket.value(), Nl.SOL_NETLINK, Nl.NETLINK_LISTEN_ALL_NSID, on, Integer.BYTES) == 0;
    }

    /** The next datagram; empty if there is none now (EAGAIN). */
    Optional<Datagram> receive() {
        long length = received.receive(socket);
        if (length == -1) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN) {
                return Optional.empty();
            }
            throw SysException.of("recv netlink", errno);
        }
        return Optional.of(received.datagram(length));
    }

    @Override
    public void close() {
        socket.close();
    }
}
