package org.taplane.io.udp;

import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/** Steps that the tunnels' sockets have in common. */
final class UdpSocket {
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int SOL_UDP = 17;
    private static final int UDP_GRO = 104;

    private UdpSocket() {}

    /** An unbound, non-blocking socket of one family. */
    static Fd open(IpFamily family) {
        Fd socket = Fd.socket(family.domain, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        if (family == IpFamily.IPV6) {
            Sockets.setOption(socket, SOL_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
        }
        return socket;
    }

    /** Binds, or names the address in the exception. */
    static void bind(Fd socket, IpFamily family, VtepAddress address, int port) {
        Sockets.bind(socket, family.socketAddress(address, port), address + " port " + port);
    }

    /** As {@link #bind}, but an address in use is no error: whether the socket is bound now. */
    static boolean tryBind(Fd socket, IpFamily family, VtepAddress address, int port) {
        try {
            bind(socket, family, address, port);
            return true;
        } catch (SysException refusal) {
            if (refusal.errno() == Errno.EADDRINUSE) {
                return false;
            }
            throw refusal;
        }
    }

    /**
     * Lets the kernel hand over datagrams of one flow in one bundle ({@code UDP_GRO}, udp(7)), if it can. Before 6.2 it is
     * not to: what a VXLAN device on this machine sends to be cut into UDP datagrams would come uncut too, and TAP
     * devices did not take that yet.
     */
    static void coalesce(Fd socket) {
        if (KernelRelease.isAtLeast(6, 2)) {
            Sockets.setOption(socket, SOL_UDP, UDP_GRO, 1, "UDP_GRO");
        }
    }

    /** Changes it for a socket that {@link #coalesce(Fd)} let coalesce. */
    static void coalesce(Fd socket, boolean on) {
        Sockets.setOption(socket, SOL_UDP, UDP_GRO, on ? 1 : 0, "UDP_GRO");
    }

    /** Index of a device of this network namespace. */
    static int deviceIndex(String device) {
        int index = Libc.if_nametoindex(device);
        if (index == 0) {
            throw SysException.because("device \"" + device + "\" does not exist", "if_nametoindex", Libc.errno());
        }
        return index;
    }

    /** The device that datagrams to a group leave by, and how far they go; the host's own sockets do not see them. */
    static void sendMulticast(Fd socket, IpFamily family, int index, int ttl) {
        if (family == IpFamily.IPV4) {
            IpOption.MULTICAST_INTERFACE.set(socket, family, Libc.struct(12).putInt(8, index)); // struct ip_mreqn
        } else {
            IpOption.MULTICAST_INTERFACE.set(socket, family, index);
        }
        IpOption.MULTICAST_TTL.set(socket, family, ttl);
        IpOption.MULTICAST_LOOP.set(socket, family, 0);
    }
}
