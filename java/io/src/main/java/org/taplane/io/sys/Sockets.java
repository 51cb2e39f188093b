package org.taplane.io.sys;

import java.nio.ByteBuffer;

/** Socket constants ({@code linux/socket.h}, {@code asm-generic/socket.h}) and options whose value is one int. */
public final class Sockets {
    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_NOSIGNAL = 0x4000;

    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_PEERCRED = 17;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_DETACH_FILTER = 27;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;

    private static final long SIOCGSKNS = 0x894cL; // linux/sockios.h

    private Sockets() {}

    /** A descriptor of the namespace that a socket, or a descriptor of /dev/net/tun, was opened in and keeps alive. */
    public static Fd netns(Fd socket) {
        return Fd.of(Libc.check("ioctl SIOCGSKNS", Libc.ioctl(socket.value(), SIOCGSKNS, 0L)));
    }

    /** Sets an option; {@code label} names it in the exception. */
    public static void setOption(Fd socket, int level, int name, int value, String label) {
        ByteBuffer option = Libc.struct(Integer.BYTES).putInt(0, value);
        setOption(socket, level, name, option, label);
    }

    /** Sets an option whose value is a structure: all bytes of {@code value}. */
    public static void setOption(Fd socket, int level, int name, ByteBuffer value, String label) {
        Libc.check("setsockopt " + label, Libc.setsockopt(socket.value(), level, name, value, value.capacity()));
    }

    /** Reads an option; {@code label} names it in the exception. */
    public static int option(Fd socket, int level, int name, String label) {
        ByteBuffer value = Libc.struct(Integer.BYTES);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, Integer.BYTES);
        Libc.check("getsockopt " + label, Libc.getsockopt(socket.value(), level, name, value, length));
        return value.getInt(0);
    }

    /**
     * Asks for kernel buffers of this size, in bytes. Beyond {@code net.core.rmem_max} and {@code wmem_max} only with
     * CAP_NET_ADMIN; without it the kernel silently grants what those allow.
     */
    public static void setBuffers(Fd socket, int bytes) {
        setBuffer(socket, SO_RCVBUFFORCE, SO_RCVBUF, bytes, "SO_RCVBUF");
        setBuffer(socket, SO_SNDBUFFORCE, SO_SNDBUF, bytes, "SO_SNDBUF");
    }

    private static void setBuffer(Fd socket, int force, int ordinary, int bytes, String label) {
        ByteBuffer value = Libc.struct(Integer.BYTES).putInt(0, bytes);
        if (Libc.setsockopt(socket.value(), SOL_SOCKET, force, value, Integer.BYTES) == -1) {
            setOption(socket, SOL_SOCKET, ordinary, value, label);
        }
    }

    /** Binds to a raw {@code sockaddr}: all bytes of {@code address}; {@code label} names it in the exception. */
    public static void bind(Fd socket, ByteBuffer address, String label) {
        Libc.check("bind " + label, Libc.bind(socket.value(), address, address.capacity()));
    }
}
