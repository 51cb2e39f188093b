package org.taplane.io.udp;

import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** How long the frames are that fit a tunnel. */
public final class TunnelMtu {
    /** Any port will do: nothing is sent. */
    private static final int DISCARD = 9;

    private TunnelMtu() {}

    /**
     * Longest frame, in bytes after its Ethernet header, whose datagram goes to {@code remote} whole as far as the kernel
     * knows now: the path's MTU less 50 bytes over IPv4, 70 over IPv6.
     *
     * @throws org.taplane.io.sys.SysException if there is no way to the remote
     */
    public static int towards(VtepAddress local, VtepAddress remote) {
        try (Fd probe = bound(local)) {
            return towards(probe, remote);
        }
    }

    /** As {@link #towards(VtepAddress, VtepAddress)}, for a group on an interface. */
    public static int towardsGroup(VtepAddress local, VtepAddress group, String device) {
        try (Fd probe = bound(local)) {
            UdpSocket.sendMulticast(probe, IpFamily.of(local), UdpSocket.deviceIndex(device), 1);
            return towards(probe, group);
        }
    }

    /** As {@link #towards(VtepAddress, VtepAddress)}, for a tunnel whose local address is behind this host, not on it. */
    public static int throughHost(VtepAddress remote) {
        try (Fd probe = UdpSocket.open(IpFamily.of(remote))) {
            return towards(probe, remote);
        }
    }

    private static Fd bound(VtepAddress local) {
        Fd probe = UdpSocket.open(IpFamily.of(local));
        try {
            IpOption.FREEBIND.set(probe, IpFamily.of(local), 1);
            UdpSocket.bind(probe, IpFamily.of(local), local, 0);
            return probe;
        } catch (RuntimeException failure) {
            probe.close();
            throw failure;
        }
    }

    private static int towards(Fd probe, VtepAddress remote) {
        IpFamily family = IpFamily.of(remote);
        var address = family.socketAddress(remote, DISCARD);
        Libc.check("connect " + remote, Libc.connect(probe.value(), address, address.capacity()));
        return IpOption.PATH_MTU.get(probe, family) - family.tunnelOverhead();
    }
}
