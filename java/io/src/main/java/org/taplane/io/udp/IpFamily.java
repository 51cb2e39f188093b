package org.taplane.io.udp;

import java.nio.ByteBuffer;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;

/** What differs between IPv4 and IPv6 when a socket is set up: addresses, and the headers before a tunnel's frame. */
enum IpFamily {
    IPV4(Sockets.AF_INET, 0, 20),
    IPV6(Sockets.AF_INET6, 41, 40);

    /** UDP header, VXLAN header, inner Ethernet header. */
    private static final int TUNNEL_HEADERS = 8 + 8 + 14;

    private static final int IPV4_AT = 12;

    /** {@code socket(2)}'s domain. */
    final int domain;
    /** Level of the family's socket options. */
    final int level;

    private final int header;

    IpFamily(int domain, int level, int header) {
        this.domain = domain;
        this.level = level;
        this.header = header;
    }

    static IpFamily of(VtepAddress address) {
        return address.isIpv4() ? IPV4 : IPV6;
    }

    /** Bytes of a path's MTU that are gone before the payload of a frame inside the tunnel begins: 50 or 70. */
    int tunnelOverhead() {
        return header + TUNNEL_HEADERS;
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6}. */
    ByteBuffer socketAddress(VtepAddress address, int port) {
        byte[] bytes = address.bytes();
        ByteBuffer struct = Libc.struct(this == IPV4 ? 16 : 28).putShort(0, (short) domain);
        struct.put(2, (byte) (port >>> 8)).put(3, (byte) port);
        return this == IPV4 ? struct.put(4, bytes, IPV4_AT, 4) : struct.put(8, bytes);
    }

    /** {@code struct ip_mreqn} or {@code ipv6_mreq}: a group on the interface with this index. */
    ByteBuffer membership(VtepAddress group, int device) {
        byte[] bytes = group.bytes();
        return this == IPV4
                ? Libc.struct(12).put(0, bytes, IPV4_AT, 4).putInt(8, device)
                : Libc.struct(20).put(0, bytes).putInt(16, device);
    }
}
