package org.taplane.io.sys;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of a unix socket: bytes, and descriptors of open files that the receiver gets descriptors of its own for
 * ({@code SCM_RIGHTS}, unix(7)).
 */
@SuppressWarnings("ArrayRecordComponent") // a message on its way: never compared
record FdMessage(byte[] bytes, List<Fd> fds) {
    /** Most descriptors in one message: SCM_MAX_FD of net/scm.h. */
    static final int MAX_FDS = 253;

    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    // struct msghdr {void *name; u32 namelen; iovec *iov; u64 iovlen; void *control; u64 controllen; int flags;}
    private static final int MSGHDR = 56;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;

    // struct iovec {void *base; u64 length;}
    private static final int IOVEC = 16;

    // struct cmsghdr {u64 len; int level; int type;}, and data after it
    private static final int CMSGHDR = 16;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;

    /**
     * Sends the bytes with descriptors, which stay open here.
     *
     * @param address where to; empty for a connected socket
     * @throws SysException if the kernel refuses, or nobody took it in time
     */
    static void send(Fd socket, ByteBuffer address, byte[] bytes, List<Integer> fds, String what) {
        ByteBuffer data = Libc.struct(bytes.length).put(0, bytes);
        ByteBuffer control = Libc.struct(fds.isEmpty() ? 0 : align(CMSGHDR + Integer.BYTES * fds.size()));
        if (!fds.isEmpty()) {
            control.putLong(0, CMSGHDR + Integer.BYTES * fds.size())
                    .putInt(CMSG_LEVEL, Sockets.SOL_SOCKET)
                    .putInt(CMSG_TYPE, SCM_RIGHTS);
            for (int i = 0; i < fds.size(); i++) {
                control.putInt(CMSGHDR + Integer.BYTES * i, fds.get(i));
            }
        }
        ByteBuffer vector = vector(data);
        ByteBuffer message = message(vector, control);
        if (address.capacity() > 0) {
            message.putLong(NAME, Libc.address(address)).putInt(NAME_LENGTH, address.capacity());
        }
        try {
            Libc.check(what, (int) Libc.sendmsg(socket.value(), message, Sockets.MSG_NOSIGNAL));
        } finally {
            keep(data, control, vector, address);
        }
    }

    /**
     * Receives a message.
     *
     * @param room for its bytes
     * @return no bytes and no descriptors when the peer has closed
     * @throws SysException if none came in time, or one that is longer or has more descriptors than there is room for
     */
    static FdMessage receive(Fd socket, int room) {
        ByteBuffer data = Libc.struct(room);
        ByteBuffer control = Libc.struct(align(CMSGHDR + Integer.BYTES * MAX_FDS));
        ByteBuffer vector = vector(data);
        ByteBuffer message = message(vector, control);
        int length;
        try {
            length = Libc.check("recvmsg", (int) Libc.recvmsg(socket.value(), message, MSG_CMSG_CLOEXEC));
        } finally {
            keep(data, control, vector);
        }
        List<Fd> fds = fds(control, (int) message.getLong(CONTROL_LENGTH));
        if ((message.getInt(FLAGS) & (MSG_CTRUNC | Sockets.MSG_TRUNC)) != 0) {
            fds.forEach(Fd::close);
            throw SysException.of("recvmsg", Errno.EMSGSIZE);
        }
        byte[] bytes = new byte[length];
        data.get(0, bytes);
        return new FdMessage(bytes, fds);
    }

    private static ByteBuffer vector(ByteBuffer data) {
        return Libc.struct(IOVEC).putLong(0, Libc.address(data)).putLong(Long.BYTES, data.capacity());
    }

    private static ByteBuffer message(ByteBuffer vector, ByteBuffer control) {
        ByteBuffer message =
                Libc.struct(MSGHDR).putLong(IOV, Libc.address(vector)).putLong(IOV_COUNT, 1);
        return control.capacity() == 0
                ? message
                : message.putLong(CONTROL, Libc.address(control)).putLong(CONTROL_LENGTH, control.capacity());
    }

    private static List<Fd> fds(ByteBuffer control, int length) {
        List<Fd> fds = new ArrayList<>();
        if (length >= CMSGHDR
                && control.getInt(CMSG_LEVEL) == Sockets.SOL_SOCKET
                && control.getInt(CMSG_TYPE) == SCM_RIGHTS) {
            int end = (int) Math.min(control.getLong(0), length);
            for (int at = CMSGHDR; at + Integer.BYTES <= end; at += Integer.BYTES) {
                fds.add(Fd.of(control.getInt(at)));
            }
        }
        return fds;
    }

    private static int align(int bytes) {
        return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    /** The kernel has pointers into these: they must not be freed before the call returns. */
    @SuppressWarnings("ReachabilityFenceUsage") // the callers are in finally blocks
    private static void keep(ByteBuffer... structures) {
        for (ByteBuffer structure : structures) {
            Reference.reachabilityFence(structure);
        }
    }
}
